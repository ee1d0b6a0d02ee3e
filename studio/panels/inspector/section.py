"""A part of the inspector that is drawn again only when what it shows was changed from somewhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from nicegui import background_tasks, ui

from flows.model import Flow
from studio.panels.bench import Bench

_NOTHING: Final = object()


class Desk:
    """What every section of one inspector shares: the bench, and the order in which edits are made."""

    def __init__(self, bench: Bench, root: ui.element) -> None:
        self.bench = bench
        self.setting = 0
        """Counts the changes of what forms offer to choose from."""
        self._root = root
        self._turn = asyncio.Lock()
        self._offered = _offered(bench.flow)

    @property
    def flow(self) -> Flow:
        return self.bench.flow

    @property
    def read_only(self) -> bool:
        return self.bench.read_only

    def look(self) -> None:
        """Notice whether there is something else to choose from now."""
        offered = _offered(self.bench.flow)
        if offered != self._offered:
            self._offered = offered
            self.setting += 1

    def do(self, op: Mapping[str, Any], then: Callable[[bool], None] = lambda _done: None) -> None:
        """Make an edit after those before it; `then` hears whether it was taken.

        It outlives the field it came from: leaving a field for another state stores what was typed.
        """
        background_tasks.create(self._do(op, then), name=f"inspector {op['op']}", context=self._root)

    async def _do(self, op: Mapping[str, Any], then: Callable[[bool], None]) -> None:
        async with self._turn:
            done = await self.bench.do(op)
        then(done)


def _offered(flow: Flow) -> tuple[Any, ...]:
    states = tuple(state.id for state in flow.states)
    return flow.messages, flow.intents, flow.data, flow.terminal_states, states


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
    ) -> None:
        """`reads` gives what is shown, compared by `==`; `draws` draws it into the section."""
        self._desk = desk
        self._reads = reads
        self._draws = draws
        self._shown: Any = _NOTHING
        self._setting = desk.setting
        self._waiting = 0
        with ui.element("section").classes(f"inspect {classes}"):
            if title:
                ui.label(title).classes("section-title").props("role=heading aria-level=3")
            self._body = ui.element("div").classes("inspect-body")
        self.look()

    def look(self) -> None:
        """Draw it again if the flow says something else now."""
        if self._waiting:
            return
        value = self._reads(self._desk.flow)
        if value != self._shown or self._setting != self._desk.setting:
            self._shown = value
            self._setting = self._desk.setting
            self.draw()

    def draw(self) -> None:
        """Draw it again."""
        if self._body.is_deleted:
            return
        self._body.clear()
        with self._body:
            self._draws(self._shown)

    def save(self, op: Mapping[str, Any], shows: Any) -> None:
        """Make an edit after which the section shows `shows`, as it does already; nothing if the flow says so, too."""
        if not self._waiting and shows == self._reads(self._desk.flow):
            self._shown = shows
            return
        self._shown = shows
        self._waiting += 1
        self._desk.do(op, self._saved)

    def _saved(self, done: bool) -> None:
        self._waiting -= 1
        if not done:
            self._shown = _NOTHING
        if not self._body.is_deleted:
            self.look()
