"""One comparison of a condition: what is looked at, how, and what it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from nicegui import ui

from flows.errors import FlowError
from flows.guard_model import Op
from flows.words import op_words
from studio.panels.inspector import suggestions
from studio.panels.inspector.conditions import Comparing, Comparison, ValueKind
from studio.panels.inspector.controls import choose, icon_button, name_input, offer, pick, several, text_input
from studio.panels.inspector.making import Making
from studio.panels.inspector.section import Desk

_HINTS = {"length": "Such as 14 days", "moment": "A date such as 2026-03-01, or a length of time from now"}
_NOW = "now"
"""What can be looked at without saying of what."""
_YES_NO = {"yes": "yes", "no": "no"}
_ONE_VALUE: tuple[ValueKind, ...] = ("text", "moment", "choice", "yes_no")
"""What another field can stand for."""


class ComparisonRow:
    """The fields of one clause. `changed` is called after each change, whether or not it is complete."""

    def __init__(
        self,
        desk: Desk,
        clause: Comparison,
        comparing: Callable[[], Comparing],
        changed: Callable[[], object],
        removed: Callable[[], object],
        *,
        is_new: bool = False,
    ) -> None:
        """With `is_new` typing goes on in it."""
        self._desk, self._clause, self._comparing, self._changed = desk, clause, comparing, changed
        with ui.element("div").classes("clause"):
            with ui.element("div").classes("inspect-row"):
                looked_at = name_input(
                    "Look at", self._paths(clause.field), clause.field or None, self._looks_at,
                    disabled=desk.read_only,
                )  # fmt: skip
                looked_at.props["autofocus"] = is_new
                if not desk.read_only:
                    icon_button("close", "Remove this condition", removed)
            self._making = Making(desk, "data", lambda: _field_named(clause.field))
            self._row = ui.element("div").classes("inspect-row compare")
            self._other_making = Making(desk, "data", lambda: _field_named(self._other))
            self._note = ui.label().classes("clause-note").props("role=status")
        self._looked_at = looked_at
        desk.follow(looked_at, lambda: offer(looked_at, self._paths(clause.field)))
        self.compare()

    def compare(self) -> None:
        """Draw the operator and what to compare with, as the field and the operator want them."""
        self._making.look()
        self._other_making.look()
        self._row.clear()
        clause, read_only = self._clause, self._desk.read_only
        if not clause.field:
            return
        ops = {str(op): op_words(op) for op in self._comparing().ops(clause.field, clause.op)}
        kind = self._comparing().value_kind(clause.field, clause.op)
        other = isinstance(clause.value, Mapping)
        with self._row:
            pick("", ops, clause.op, self._compares, disabled=read_only).props('aria-label="Comparison"')
            if other:
                self._other_field()
            else:
                self._value(kind)
            if not read_only and (other or kind in _ONE_VALUE):
                icon_button(
                    "edit" if other else "swap_horiz",
                    "Compare with a value" if other else "Compare with a field",
                    self._swap,
                )

    def say(self, sentence: str, *, is_wrong: bool) -> None:
        """Say under it what it lacks, or what is wrong with it."""
        self._note.text = sentence[:1].upper() + sentence[1:]
        self._note.classes("complaint" if is_wrong else "muted", remove="muted" if is_wrong else "complaint")

    def _value(self, kind: ValueKind) -> None:
        clause, read_only = self._clause, self._desk.read_only
        match kind:
            case "none":
                return
            case "yes_no":
                chosen = (
                    {True: "yes", False: "no"}.get(clause.value) if isinstance(clause.value, bool) else None
                )
                pick("", _YES_NO, chosen, self._decided, disabled=read_only).props('aria-label="Value"')
            case "choice":
                value = None if clause.value is None else str(clause.value)
                pick(
                    "", self._choices(), value, lambda text: self._typed(text or ""), disabled=read_only
                ).props('aria-label="Value"')
            case "list":
                choices = self._choices()
                several(
                    "",
                    choices,
                    self._comparing().listed(clause),
                    self._listed,
                    new=not choices,
                    disabled=read_only,
                ).props('aria-label="Values"')
            case _:
                hint = _HINTS.get(kind, "")
                text = text_input(
                    "", self._comparing().text(clause), self._typed, hint=hint, disabled=read_only
                )
                text.props('aria-label="Value"').props["placeholder"] = hint or "Value"

    def _choices(self) -> dict[str, str]:
        return {str(choice): str(choice) for choice in self._comparing().choices(self._clause.field)}

    def _other_field(self) -> None:
        control = name_input(
            "", self._paths(self._other), self._other or None, self._compares_with,
            disabled=self._desk.read_only,
        )  # fmt: skip
        self._other_control = control
        control.props('aria-label="Field to compare with"')
        self._desk.follow(control, lambda: offer(control, self._paths(self._other)))

    @property
    def _other(self) -> str:
        """The field it is compared with, if it is one."""
        value = self._clause.value
        return str(value.get("field") or "") if isinstance(value, Mapping) else ""

    def _paths(self, path: str) -> suggestions.Options:
        """What can be looked at, and this."""
        options = suggestions.read_paths(self._desk.flow)
        return options if not path or path in options else {**options, path: suggestions.path_words(path)}

    # Changes

    def _compares_with(self, path: str | None) -> None:
        whole = _as_path(path)
        if whole != (path or ""):
            offer(self._other_control, self._paths(whole))
            choose(self._other_control, whole)  # which is heard as well
            return
        self._becomes({"field": whole})
        self._other_making.look()

    def _looks_at(self, path: str | None) -> None:
        clause, whole = self._clause, _as_path(path)
        if whole != (path or ""):
            offer(self._looked_at, self._paths(whole))
            choose(self._looked_at, whole)  # which is heard as well
            return
        if whole == clause.field:
            return
        clause.field = whole
        ops = self._comparing().ops(clause.field)
        if clause.op not in ops:
            clause.op = ops[0]
        if not isinstance(clause.value, Mapping):
            clause.value = None
        self._drawn_anew()

    def _compares(self, op: str | None) -> None:
        clause, comparing = self._clause, self._comparing()
        before = comparing.value_kind(clause.field, clause.op)
        clause.op = cast("Op", op)
        after = comparing.value_kind(clause.field, clause.op)
        if after != before and not (isinstance(clause.value, Mapping) and after in _ONE_VALUE):
            clause.value = None
        self._drawn_anew()

    def _swap(self) -> None:
        self._clause.value = None if isinstance(self._clause.value, Mapping) else {"field": ""}
        self._drawn_anew()

    def _drawn_anew(self) -> None:
        self._clause.complaint = ""
        self.compare()
        self._changed()

    def _decided(self, word: str | None) -> None:
        self._becomes(None if word is None else word == "yes")

    def _typed(self, text: str) -> None:
        self._read(lambda comparing: comparing.read(self._clause.field, self._clause.op, text))

    def _listed(self, texts: list[str]) -> None:
        self._read(lambda comparing: [comparing.read(self._clause.field, "eq", text) for text in texts])

    def _read(self, read: Callable[[Comparing], Any]) -> None:
        try:
            self._becomes(read(self._comparing()))
        except FlowError as error:
            self._clause.complaint = str(error)
            self._changed()

    def _becomes(self, value: Any) -> None:
        self._clause.value, self._clause.complaint = value, ""
        self._changed()


def _as_path(typed: str | None) -> str:
    """What a name alone means: a data field."""
    return f"data.{typed}" if typed and typed != _NOW and typed.isidentifier() else typed or ""


def _field_named(path: str) -> str:
    """The data field that a path reads; nothing where it reads something else."""
    root, _, name = path.partition(".")
    return name.partition(".")[0] if root == "data" else ""
