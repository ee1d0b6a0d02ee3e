"""The workbench: an open draft, what is selected, what there is to say about it, and everything done to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import context, ui

from flows.findings import accepted
from flows.findings.finding import At, Finding
from flows.model import Flow
from runtime.users.actor import Actor
from studio.editor.ops import Op
from studio.panels.bench import Selection
from studio.panels.checks import Checks, Found, Subject
from studio.services import Services
from studio.services.beginnings import NOT_YET, is_begun
from studio.services.editing import Done, Draft
from studio.services.exploring import Explored
from studio.visit import Visit

MAP_FIRST_SECONDS = 0.02
"""The panels follow the map after so long: by then the browser shows it, and what they change keeps it busy."""
NOTHING = Selection()


class Workbench:
    """One open editor; panels see it as a `Bench`."""

    def __init__(self, visit: Visit, draft: Draft) -> None:
        self.visit = visit
        self.flow = draft.flow
        self.rev = draft.rev
        self.process_type = draft.flow.process_type
        self.read_only = not visit.may("editor")
        self.selection = NOTHING
        self.revealing = False
        """Whether what was selected last is to be moved into view."""
        self.findings: tuple[Finding, ...] = ()
        self.waived: tuple[Finding, ...] = ()
        self.checked = False
        self.explored: Explored | None = None
        """What was found when somebody here last went through the flow."""
        self.current: int | None = None
        self.unpublished = False
        self.running: Mapping[str, int] = {}
        """State → open conversations in it."""
        self.pending = 0
        """Gestures that are on their way to the database."""
        self.said = ""
        """What happened last, in words."""
        self.to_undo: str | None = None
        self.to_redo: str | None = None
        self._client = context.client
        self._turn = asyncio.Lock()
        self._published: Flow | None = None
        self._last: Found | None = None
        """What the last check found, without going through the flow."""
        self._checks = Checks(self._subject, self._found)
        self._shown = NOTHING
        """The selection that the panels know of."""
        self._heard: dict[str, list[Callable[[], None]]] = {}
        self._goers: list[Callable[[At], None]] = []

    @property
    def services(self) -> Services:
        return self.visit.services

    def acting(self, do: Callable[[Actor], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A callback that does something as the actor of now; errors become words."""
        return self.visit.acting(do)

    async def do(self, op: Mapping[str, Any] | Op) -> bool:
        """One gesture: validated, stored, shown everywhere. False when it was refused; the page has said why."""
        editing = self.services.editing
        return await self._change(lambda actor: editing.do(actor, self.process_type, op, self.rev, self.told))

    async def undo(self) -> None:
        """Take back the last gesture of this person."""
        editing = self.services.editing
        await self._change(
            lambda actor: editing.undo(actor, self.process_type, self.told), "There is nothing to undo."
        )

    async def redo(self) -> None:
        """Do again what this person took back last."""
        editing = self.services.editing
        await self._change(
            lambda actor: editing.redo(actor, self.process_type, self.told), "There is nothing to redo."
        )

    def select(
        self, states: tuple[str, ...] = (), transitions: tuple[str, ...] = (), *, reveal: bool = False
    ) -> None:
        """Select these instead."""
        chosen = self._existing(Selection(tuple(states), tuple(transitions)))
        self.selection, self._shown, self.revealing = chosen, chosen, reveal
        self._tell("selection")

    def go_to(self, at: At) -> None:
        """Show what a finding is about."""
        if at.kind == "state":
            self.select(states=(at.id,), reveal=True)
        elif at.kind == "transition":
            self.select(transitions=(at.id,), reveal=True)
        for goer in self._goers:
            goer(at)

    async def go_through(self, actor: Actor) -> None:
        """Go through the draft as it is stored now; the findings follow. It takes seconds."""
        self.explored = await self.services.exploring.whole(actor, self.process_type)
        self._show_found()

    def say(self, words: str) -> None:
        """Tell what happened to who can't see it."""
        self.said = words
        self._tell("said")

    def on_map(self, callback: Callable[[], None]) -> None:
        """Whenever the flow changed, before anybody else hears: for the map alone."""
        self._on("map", callback)

    def on_flow(self, callback: Callable[[], None]) -> None:
        """Whenever the flow changed, by whomever."""
        self._on("flow", callback)

    def on_selection(self, callback: Callable[[], None]) -> None:
        """Whenever the selection changed, or should be moved into view."""
        self._on("selection", callback)

    def on_findings(self, callback: Callable[[], None]) -> None:
        """Whenever a check was finished."""
        self._on("findings", callback)

    def on_said(self, callback: Callable[[], None]) -> None:
        """Whenever there is something to tell a screen reader: see `said`."""
        self._on("said", callback)

    def on_standing(self, callback: Callable[[], None]) -> None:
        """Whenever a version was published, conversations moved, or a gesture set out or arrived."""
        self._on("standing", callback)

    def on_go_to(self, callback: Callable[[At], None]) -> None:
        """Whenever something should be shown."""
        self._goers.append(callback)

    async def begin(self, actor: Actor) -> None:
        """The first look, the first check, and from then on what others do."""
        self._client.on_delete(self.services.editing.watch(actor, self.process_type, self.told))
        await self.look(actor)
        await self._ask_turns(actor)
        self._checks.soon()

    async def look(self, actor: Actor) -> None:
        """Bring in what others did: their edits, published versions, conversations."""
        standing = await self.services.standings.of(actor, self.process_type)
        if standing.current != self.current:
            await self._published_is(actor, standing.current)
            self._checks.soon()
        if standing.draft_rev > self.rev and not self.pending:
            self.told(Done(*await self.services.editing.open(actor, self.process_type)))
        if standing.running != self.running:
            self.running = standing.running
            self._tell("standing")

    async def _published_is(self, actor: Actor, number: int | None) -> None:
        standings = self.services.standings
        flow = None if number is None else await standings.version(actor, self.process_type, number)
        self._published, self.current = flow, number

    def told(self, done: Done) -> None:
        """Somebody else changed the draft."""
        if done.rev > self.rev and not self._client.is_deleted:
            self._take(done)
            words = f"{done.by}: {done.label}" if done.label else "The draft was replaced."
            with self._client:
                self._tell_panels()
                self.say(words)

    def _take(self, done: Done) -> None:
        if done.rev <= self.rev:
            return  # a later one was here first
        self.flow, self.rev = done.flow, done.rev
        self.selection = self._existing(_renamed(self.selection, done))
        with self._client:
            self._tell("map")
        self._checks.soon()

    def _tell_panels(self) -> None:
        self._tell("flow")
        if self.selection != self._shown:
            self._shown = self.selection
            self._tell("selection")

    def _existing(self, selection: Selection) -> Selection:
        states = {state.id for state in self.flow.states}
        transitions = {transition.id for transition in self.flow.transitions}
        return Selection(
            tuple(one for one in selection.states if one in states),
            tuple(one for one in selection.transitions if one in transitions),
        )

    async def _change(self, change: Callable[[Actor], Awaitable[Done | None]], nothing: str = "") -> bool:
        """Make a change and show it. `nothing` is said where there is none to make."""
        done: Done | None = None

        async def work(actor: Actor) -> None:
            nonlocal done
            done = await change(actor)
            if done is not None:
                self._take(done)
            elif nothing:
                self.say(nothing)
                ui.notify(nothing, type="info")

        self.pending += 1
        self._tell("standing")
        try:
            async with self._turn:
                await self.visit.acting(work)()
        finally:
            self.pending -= 1
        if done is not None:
            await self._afterwards(done)
        self._tell("standing")
        return done is not None

    async def _afterwards(self, done: Done) -> None:
        """Let the panels follow, and say what happened."""
        await asyncio.sleep(MAP_FIRST_SECONDS)
        await self.visit.acting(self._ask_turns)()
        if self._client.is_deleted:
            return
        # All at once from here on: what is told together reaches the browser as one update.
        if self.rev == done.rev:  # else they follow what came after
            self._tell_panels()
        self.say(done.label)
        if done.note:
            ui.notify(done.note, type="warning", multi_line=True, close_button="Close")

    async def _ask_turns(self, actor: Actor) -> None:
        """What undo and redo would do now."""
        if not self.read_only:
            editing = self.services.editing
            self.to_undo = await editing.can_undo(actor, self.process_type)
            self.to_redo = await editing.can_redo(actor, self.process_type)

    def _subject(self) -> Subject | None:
        return None if self._client.is_deleted else Subject(self.flow, self._published)

    def _found(self, found: Found) -> None:
        self._last, self.checked = found, True
        self._show_found()

    def _show_found(self) -> None:
        """What was found, and what going through the flow showed as long as that holds."""
        if self._last is None or self._client.is_deleted:
            return  # the first check tells it
        self.findings, self.waived, self.unpublished = self._last
        if self.explored is not None and self.explored.holds_for(self.flow):
            counting, waived = accepted(self.flow, self.explored.behaviour)
            self.findings, self.waived = (*self.findings, *counting), (*self.waived, *waived)
        if not is_begun(self.flow):
            self.findings = tuple(one for one in self.findings if one.code not in NOT_YET)
        with self._client:
            self._tell("findings")
            self._tell("standing")

    def _on(self, what: str, callback: Callable[[], None]) -> None:
        self._heard.setdefault(what, []).append(callback)

    def _tell(self, what: str) -> None:
        for callback in self._heard.get(what, ()):
            callback()


def _renamed(selection: Selection, done: Done) -> Selection:
    if done.renamed is None:
        return selection
    _kind, old, new = done.renamed
    return Selection(*(tuple(new if one == old else one for one in part) for part in selection))
