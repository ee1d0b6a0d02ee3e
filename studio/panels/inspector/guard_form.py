"""The guard builder: nested all / any / not, comparisons by the field's type, and the sentence it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from nicegui import ui
from pydantic import TypeAdapter

from flows.errors import FlowError
from flows.guard_model import Guard, Op
from flows.model import Flow
from flows.words import guard_words, op_words
from studio.panels.inspector import suggestions
from studio.panels.inspector.conditions import (
    Comparing,
    Comparison,
    Group,
    GroupKind,
    closed,
    comparisons,
    opened,
)
from studio.panels.inspector.controls import (
    add_button,
    icon_button,
    name_input,
    pick,
    several,
    text_input,
)
from studio.panels.inspector.section import Desk, Section

_GUARD: TypeAdapter[Guard] = TypeAdapter(Guard)
_GROUPS = {"all": "All of these hold", "any": "At least one holds", "not": "Not the case"}
_HINTS = {"length": "Such as 14 days", "moment": "A date such as 2026-03-01, or a length of time from now"}
MOST_DEEP = 5

Write = Callable[[Mapping[str, Any]], dict[str, Any]]


class GuardForm:
    """The `when` of one transition. What isn't complete stays on the page, and isn't stored."""

    def __init__(self, desk: Desk, reads: Callable[[Flow], Guard | None], op: Write) -> None:
        self._desk = desk
        self._op = op
        self._stored: Guard | None = None
        self._root = opened(None)
        self._notes: dict[int, ui.label] = {}
        self._new: Comparison | None = None
        """The one just added: typing goes on there."""
        self.section = Section(desk, reads, self._draw, title="Only if")

    def _draw(self, stored: Guard | None) -> None:
        if stored != self._stored or not self._root.parts:
            self._stored = stored
            self._root = opened(stored)
        self._comparing = Comparing(self._desk.flow)
        self._notes = {}
        self._sentence = ui.label().classes("sentence")
        if self._root.parts:
            self._group(self._root, None, 0)
        elif self._desk.read_only:
            ui.label("Always.").classes("muted small")
        if not self._desk.read_only and not self._root.parts:
            with ui.element("div").classes("inspect-row adds"):
                add_button("Add a condition", lambda: self._add(self._root, Comparison()))
                add_button("Add a group", lambda: self._add(self._root, Group("any", [Comparison()])))
        self._say()

    # Groups

    def _group(self, group: Group, parent: Group | None, depth: int) -> None:
        read_only = self._desk.read_only
        with ui.element("div").classes(f"group group-{group.kind}"):
            if parent is not None or len(group.parts) > 1 or group.kind != "all":
                with ui.element("div").classes("inspect-row"):
                    kinds = _GROUPS if parent is not None else {key: _GROUPS[key] for key in ("all", "any")}
                    chosen = pick(
                        "", kinds, group.kind, lambda kind: self._turn(group, kind), disabled=read_only
                    )
                    chosen.props('aria-label="Which of these"')
                    if parent is not None and not read_only:
                        icon_button("close", "Remove this group", lambda: self._remove(parent, group))
            for part in group.parts:
                if isinstance(part, Group):
                    self._group(part, group, depth + 1)
                else:
                    self._comparison(part, group)
            if not read_only:
                with ui.element("div").classes("inspect-row adds"):
                    add_button("Condition", lambda: self._add(group, Comparison()))
                    if depth < MOST_DEEP:
                        add_button("Group", lambda: self._add(group, Group("any", [Comparison()])))

    def _turn(self, group: Group, kind: str | None) -> None:
        if kind in ("all", "any", "not"):
            group.kind, group.bare = cast("GroupKind", kind), False
            self._save()
            self.section.draw()

    def _add(self, group: Group, part: Comparison | Group) -> None:
        group.parts.append(part)
        group.bare = group.bare and len(group.parts) == 1
        self._new = next(comparisons(part))
        self.section.draw()
        self._new = None

    def _remove(self, group: Group, part: Comparison | Group) -> None:
        group.parts = [kept for kept in group.parts if kept is not part]
        self._save()
        self.section.draw()

    # Comparisons

    def _comparison(self, clause: Comparison, group: Group) -> None:
        read_only = self._desk.read_only
        with ui.element("div").classes("clause"):
            with ui.element("div").classes("inspect-row"):
                looked_at = name_input(
                    "Look at", suggestions.read_paths(self._desk.flow), clause.field or None,
                    lambda path: self._looks_at(clause, path, row), disabled=read_only,
                )  # fmt: skip
                looked_at.props["autofocus"] = clause is self._new
                if not read_only:
                    icon_button("close", "Remove this condition", lambda: self._remove(group, clause))
            row = ui.element("div").classes("inspect-row compare")
            self._notes[id(clause)] = ui.label().classes("clause-note").props("role=status")
            self._compare(clause, row)

    def _compare(self, clause: Comparison, row: ui.element) -> None:
        """The operator and what to compare with; drawn again when the field or operator changes."""
        row.clear()
        if not clause.field:
            return
        read_only = self._desk.read_only
        ops = {str(op): op_words(op) for op in self._comparing.ops(clause.field, clause.op)}
        with row:
            pick("", ops, clause.op, lambda op: self._compares(clause, op, row), disabled=read_only).props(
                'aria-label="Comparison"'
            )
            kind = self._comparing.value_kind(clause.field, clause.op)
            if isinstance(clause.value, Mapping):
                self._other_field(clause)
            else:
                self._value(clause, kind)
            if kind in ("text", "moment", "choice") and not read_only:
                other = isinstance(clause.value, Mapping)
                icon_button(
                    "edit" if other else "swap_horiz", "Compare with a value" if other else "Compare with a field",
                    lambda: self._swap(clause, row),
                )  # fmt: skip

    def _value(self, clause: Comparison, kind: str) -> None:
        read_only = self._desk.read_only
        match kind:
            case "none":
                return
            case "yes_no":
                pick(
                    "", {"yes": "yes", "no": "no"}, {True: "yes", False: "no"}.get(clause.value),
                    lambda word: self._becomes(clause, word == "yes"), disabled=read_only,
                ).props('aria-label="Value"')  # fmt: skip
            case "list" | "choice":
                self._among(clause, kind)
            case _:
                text_input(
                    "", self._comparing.text(clause), lambda text: self._typed(clause, text), hint=_HINTS.get(kind, ""),
                    disabled=read_only,
                ).props(f'aria-label="Value" placeholder="{_HINTS.get(kind, "Value")}"')  # fmt: skip

    def _among(self, clause: Comparison, kind: str) -> None:
        choices = {str(choice): str(choice) for choice in self._comparing.choices(clause.field)}
        read_only = self._desk.read_only
        if kind == "choice":
            value = None if clause.value is None else str(clause.value)
            pick("", choices, value, lambda text: self._typed(clause, text or ""), disabled=read_only)
            return
        chosen = self._comparing.listed(clause)
        several(
            "",
            choices,
            chosen,
            lambda texts: self._listed(clause, texts),
            new=not choices,
            disabled=read_only,
        ).props('aria-label="Values"')

    def _other_field(self, clause: Comparison) -> None:
        paths = suggestions.read_paths(self._desk.flow)
        name_input(
            "", paths, str(clause.value.get("field") or "") or None,
            lambda path: self._becomes(clause, {"field": path or ""}), disabled=self._desk.read_only,
        ).props('aria-label="Field to compare with"')  # fmt: skip

    # Changes

    def _looks_at(self, clause: Comparison, path: str | None, row: ui.element) -> None:
        if path == clause.field:
            return
        clause.field = path or ""
        ops = self._comparing.ops(clause.field)
        if clause.op not in ops:
            clause.op = ops[0]
        if not isinstance(clause.value, Mapping):
            clause.value = None
        self._compare(clause, row)
        self._save()

    def _compares(self, clause: Comparison, op: str | None, row: ui.element) -> None:
        before = self._comparing.value_kind(clause.field, clause.op)
        clause.op = cast("Op", op)
        if self._comparing.value_kind(clause.field, clause.op) != before:
            clause.value = None
        self._compare(clause, row)
        self._save()

    def _swap(self, clause: Comparison, row: ui.element) -> None:
        clause.value = None if isinstance(clause.value, Mapping) else {"field": ""}
        self._compare(clause, row)
        self._save()

    def _typed(self, clause: Comparison, text: str) -> None:
        try:
            self._becomes(clause, self._comparing.read(clause.field, clause.op, text))
        except FlowError as error:
            clause.complaint = str(error)
            self._say()

    def _listed(self, clause: Comparison, texts: list[str]) -> None:
        try:
            values = [self._comparing.read(clause.field, "eq", text) for text in texts]
        except FlowError as error:
            clause.complaint = str(error)
            self._say()
        else:
            self._becomes(clause, values)

    def _becomes(self, clause: Comparison, value: Any) -> None:
        clause.value, clause.complaint = value, ""
        self._save()

    def _say(self) -> Guard | None:
        """Show what is wrong or missing, and the sentence; the condition if it is complete."""
        complete = True
        for clause in comparisons(self._root):
            lacks = "" if clause.complaint else self._comparing.lacks(clause)
            said = lacks or self._comparing.problem(clause)
            complete = complete and not said
            if note := self._notes.get(id(clause)):
                note.text = said[:1].upper() + said[1:]
                note.classes(remove="complaint", add="muted") if lacks else note.classes(
                    "complaint", remove="muted"
                )
        raw = closed(self._root)
        if raw is None or not complete:
            self._sentence.text = "" if complete else "Not stored yet: something below isn’t complete."
            return None
        guard = _GUARD.validate_python(raw)
        self._sentence.text = f"If {guard_words(guard)}"
        return guard

    def _save(self) -> None:
        guard = self._say()
        if guard is None and closed(self._root) is not None:
            return
        if guard != self._stored:
            self._stored = guard
            self.section.save(self._op({"when": closed(self._root)}), guard)
