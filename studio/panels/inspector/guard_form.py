"""The guard builder: nested all / any / not, comparisons by the field's type, and the sentence it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from nicegui import ui
from pydantic import TypeAdapter

from flows.guard_model import Guard
from flows.model import Flow
from flows.words import guard_words
from studio.panels.inspector.comparison_row import ComparisonRow
from studio.panels.inspector.conditions import (
    Comparing,
    Comparison,
    Group,
    GroupKind,
    closed,
    comparisons,
    opened,
    take_over,
)
from studio.panels.inspector.controls import add_button, choose, icon_button, pick
from studio.panels.inspector.section import Desk, Section
from studio.panels.listing import Listing

_GUARD: TypeAdapter[Guard] = TypeAdapter(Guard)
_GROUPS = {"all": "All of these hold", "any": "At least one holds", "not": "Not the case"}
_OUTERMOST = {"all": _GROUPS["all"], "any": _GROUPS["any"]}
MOST_DEEP = 5

Write = Callable[[Mapping[str, Any]], dict[str, Any]]


class GuardForm:
    """The `when` of one transition. What isn't complete stays on the page, and isn't stored."""

    def __init__(
        self,
        desk: Desk,
        reads: Callable[[Flow], Guard | None],
        op: Write,
        *,
        title: str = "Only if",
        within: Callable[[], Section] | None = None,
    ) -> None:
        """`op` makes the edit that stores `{"when": …}`; `within`: see `Section`."""
        self._desk = desk
        self._op = op
        self._stored: Guard | None = None
        self._root = opened(None)
        self._rows: dict[Comparison, ComparisonRow] = {}
        self._new: Comparison | None = None
        """The one just added: typing goes on there."""
        self._known = Comparing(desk.flow)
        self.section = Section(desk, reads, self._draw, title=title, meets=self._meet, within=within)

    @property
    def comparing(self) -> Comparing:
        """What the flow's fields are, as it stands now."""
        if self._known.flow is not self._desk.flow:
            self._known = Comparing(self._desk.flow)
        return self._known

    def _draw(self, stored: Guard | None) -> None:
        self._rows = {}
        self._sentence = ui.label().classes("sentence").props("role=status")
        self._box = _GroupBox(self, self._desk, self._root, None, 0)
        self._none = ui.label("Always.").classes("muted small")
        self._adds = ui.element("div").classes("inspect-row adds")
        with self._adds:
            add_button("Add a condition", lambda: self.add(self._root, Comparison()))
            add_button("Add a group", lambda: self.add(self._root, Group("any", [Comparison()])))
        self._meet(stored)

    def _meet(self, stored: Guard | None) -> bool:
        """Take over what others made of it; what isn't complete here stays."""
        if stored != self._stored:
            self._stored = stored
            for clause in take_over(self._root, opened(stored)):
                if clause in self._rows:
                    self._rows[clause].compare()
        self._show()
        return True

    def _show(self) -> None:
        self._box.show()
        empty, read_only = not self._root.parts, self._desk.read_only
        self._none.set_visibility(empty and read_only)
        self._adds.set_visibility(empty and not read_only)
        self._say()

    # What its boxes and rows do

    def draw_row(self, clause: Comparison, group: Group) -> None:
        """Draw a comparison of a group here."""
        self._rows[clause] = ComparisonRow(
            self._desk, clause, lambda: self.comparing, self._save, lambda: self.remove(group, clause),
            is_new=clause is self._new,
        )  # fmt: skip

    def turn(self, group: Group, kind: str | None) -> None:
        """Make a group one of another kind."""
        if kind in _GROUPS and kind != group.kind:
            group.kind, group.bare = cast("GroupKind", kind), False
            self._show()
            self._save()

    def add(self, group: Group, part: Comparison | Group) -> None:
        """Put something into a group, to be filled in."""
        group.parts.append(part)
        group.bare = group.bare and len(group.parts) == 1
        self._new = next(comparisons(part))
        self._show()
        self._new = None

    def remove(self, group: Group, part: Comparison | Group) -> None:
        """Take something out of a group."""
        group.parts = [kept for kept in group.parts if kept is not part]
        self._show()
        self._save()

    # What it comes to

    def _say(self) -> Guard | None:
        """Show what is wrong or missing, and the sentence; the condition if it is complete."""
        complete = True
        for clause in comparisons(self._root):
            lacks = "" if clause.complaint else self.comparing.lacks(clause)
            said = lacks or self.comparing.problem(clause)
            complete = complete and not said
            if clause in self._rows:
                self._rows[clause].say(said, is_wrong=bool(said) and not lacks)
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


class _GroupBox:
    """A group and what stands in it."""

    def __init__(self, form: GuardForm, desk: Desk, group: Group, parent: Group | None, depth: int) -> None:
        self._form, self._desk, self._group, self._parent, self._depth = form, desk, group, parent, depth
        self._boxes: dict[Group, _GroupBox] = {}
        self._kind_class = ""
        with ui.element("div").classes("group") as self._box:
            self._head = ui.element("div").classes("inspect-row")
            with self._head:
                self._kind = pick(
                    "", _OUTERMOST if parent is None else _GROUPS, group.kind,
                    lambda kind: form.turn(group, kind), disabled=desk.read_only,
                )  # fmt: skip
                self._kind.props('aria-label="Which of these"')
                if parent is not None and not desk.read_only:
                    icon_button("close", "Remove this group", lambda: form.remove(parent, group))
            self._parts = Listing(self._draw_part, classes="group-parts")
            self._adds = ui.element("div").classes("inspect-row adds")
            with self._adds:
                add_button("Condition", lambda: form.add(group, Comparison()))
                if depth < MOST_DEEP:
                    add_button("Group", lambda: form.add(group, Group("any", [Comparison()])))

    def show(self) -> None:
        """Bring it up to date with its group."""
        group = self._group
        self._box.classes(f"group-{group.kind}", remove=self._kind_class)
        self._kind_class = f"group-{group.kind}"
        choose(self._kind, group.kind)
        self._head.set_visibility(self._parent is not None or len(group.parts) > 1 or group.kind != "all")
        self._adds.set_visibility(not self._desk.read_only and bool(group.parts))
        self._boxes = {part: box for part, box in self._boxes.items() if part in group.parts}
        self._parts.show(group.parts)
        for box in self._boxes.values():
            box.show()

    def _draw_part(self, part: Comparison | Group) -> None:
        if isinstance(part, Comparison):
            self._form.draw_row(part, self._group)
        else:
            self._boxes[part] = _GroupBox(self._form, self._desk, part, self._group, self._depth + 1)
