"""A part of the inspector that follows the flow: what others change is shown, what somebody types into stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nicegui import background_tasks, ui

from flows.model import Flow
from studio.island import Island
from studio.panels.bench import Bench

Op = Mapping[str, Any]
Edit = Op | Callable[[Flow], Op]
"""An edit, or what makes it of the flow as it is when its turn comes: where several forms fill in one key."""

_NOTHING: Final = object()
_NAMED = {"state": "states", "transition": "transitions"}
"""Keys of an op that name a part by its id, and where those parts are."""


@dataclass
class Part:
    """What a form is about. It stays the same part when it is given another id."""

    id: str


class Desk:
    """What every section of one inspector shares: the bench, and the order in which edits are made."""

    def __init__(self, bench: Bench, root: ui.element) -> None:
        self.bench = bench
        self.flow = bench.flow
        """The flow as the panels show it: the bench tells them of its own a moment after the map."""
        self.events_seen: tuple[str, ...] = ()
        """Events that arrived in this company's conversations, the latest first."""
        self.processes: tuple[str, ...] = ()
        """The company's flows."""
        self._root = root
        self._turn = asyncio.Lock()
        self._renamed: dict[str, str] = {}
        self._following: list[tuple[ui.element, Callable[[], object]]] = []
        bench.on_flow(self.look)

    @property
    def read_only(self) -> bool:
        return self.bench.read_only

    @property
    def is_behind(self) -> bool:
        """Whether the flow has changed, and the panels don't know of it yet: they are told in a moment."""
        return self.flow is not self.bench.flow

    def follow(self, element: ui.element, look: Callable[[], object]) -> None:
        """Call `look` after every change of the flow, as long as the element is there."""
        self._following.append((element, look))

    def look(self) -> None:
        """Bring up to date what follows the flow."""
        self.flow = self.bench.flow
        self._following = [(element, look) for element, look in self._following if not element.is_deleted]
        for element, look in list(self._following):
            if not element.is_deleted:
                look()

    def renamed(self, old: str, new: str) -> None:
        """A part has another id: edits that wait for their turn are made under it."""
        self._renamed[old] = new

    def do(self, edit: Edit, then: Callable[[bool], None] = lambda _done: None) -> None:
        """Make an edit after those before it; `then` hears whether it was taken.

        It outlives the field it came from: leaving a field for another state stores what was typed.
        """
        background_tasks.create(self._do(edit, then), name="an edit of a form", context=self._root)

    async def _do(self, edit: Edit, then: Callable[[bool], None]) -> None:
        async with self._turn:
            op = edit(self.bench.flow) if callable(edit) else edit
            done = await self.bench.do(self._as_called_now(op))
        then(done)

    def _as_called_now(self, op: Op) -> Op:
        for key, parts in _NAMED.items():
            name = op.get(key)
            if name in self._renamed and all(part.id != name for part in getattr(self.flow, parts)):
                return {**op, key: self._renamed[name]}
        return op


class Section:
    """Something shown of the flow. Its own edits leave the fields alone that somebody is typing into."""

    def __init__(
        self,
        desk: Desk,
        reads: Callable[[Flow], Any],
        draws: Callable[[Any], None],
        *,
        title: str = "",
        classes: str = "",
        meets: Callable[[Any], bool] = lambda _shown: False,
        within: Callable[[], Section] | None = None,
    ) -> None:
        """`reads` gives what is shown, compared by `==`; `draws` draws it into the section.

        `meets` shows what others made of it in the fields that are there; False where it has to be drawn anew.
        `within` gives the section that this one is a part of: it waits for the edits made here as for its own.
        """
        self._desk = desk
        self._reads = reads
        self._draws = draws
        self._meets = meets
        self._within = within
        self._shown: Any = _NOTHING
        self._drawn = False
        self._waiting = 0
        with Island("section").classes(f"inspect {classes}"):
            if title:
                ui.label(title).classes("section-title").props("role=heading aria-level=3")
            self._body = ui.element("div").classes("inspect-body")
        self.look()

    def look(self) -> None:
        """Show what the flow says now, if that is something else."""
        if self._waiting or self._body.is_deleted:
            return
        value = self._reads(self._desk.flow)
        if value == self._shown:
            return
        self._shown = value
        with self._body:
            met = self._drawn and self._meets(value)
        if not met:
            self.draw()

    def draw(self) -> None:
        """Draw it again."""
        if self._body.is_deleted:
            return
        self._drawn = True
        self._body.clear()
        with self._body:
            self._draws(self._shown)

    def save(self, edit: Edit, shows: Any) -> None:
        """Make an edit after which the section shows `shows`, as it does already; nothing if the flow says so, too."""
        settled = not self._waiting and not self._desk.is_behind
        self._shown = shows
        if settled and shows == self._reads(self._desk.flow):
            return
        self._wait()
        self._desk.do(edit, self._saved)

    def _wait(self) -> None:
        self._waiting += 1
        if self._within is not None:
            self._within()._wait()

    def _saved(self, done: bool) -> None:
        self._waiting -= 1
        if not done:
            self._shown = _NOTHING
        # A flow from before the edit would take back what it stored; the newest comes when the panels are told.
        if not self._desk.is_behind:
            self.look()
        if self._within is not None:
            self._within()._saved(done)
