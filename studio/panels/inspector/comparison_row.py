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
from studio.panels.inspector.controls import icon_button, name_input, offer, pick, several, text_input
from studio.panels.inspector.section import Desk

_HINTS = {"length": "Such as 14 days", "moment": "A date such as 2026-03-01, or a length of time from now"}
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
                    "Look at", suggestions.read_paths(desk.flow), clause.field or None, self._looks_at,
                    disabled=desk.read_only,
                )  # fmt: skip
                looked_at.props["autofocus"] = is_new
                if not desk.read_only:
                    icon_button("close", "Remove this condition", removed)
            self._row = ui.element("div").classes("inspect-row compare")
            self._note = ui.label().classes("clause-note").props("role=status")
        desk.follow(looked_at, lambda: offer(looked_at, suggestions.read_paths(desk.flow)))
        self.compare()

    def compare(self) -> None:
        """Draw the operator and what to compare with, as the field and the operator want them."""
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
        named = str(self._clause.value.get("field") or "") or None
        control = name_input(
            "", suggestions.read_paths(self._desk.flow), named, lambda path: self._becomes({"field": path or ""}),
            disabled=self._desk.read_only,
        )  # fmt: skip
        control.props('aria-label="Field to compare with"')
        self._desk.follow(control, lambda: offer(control, suggestions.read_paths(self._desk.flow)))

    # Changes

    def _looks_at(self, path: str | None) -> None:
        clause = self._clause
        if path == clause.field:
            return
        clause.field = path or ""
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
