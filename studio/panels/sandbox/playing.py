"""The open sandbox: one person's run of a flow, and everything done to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import context

from flows.findings.finding import At
from flows.model import Flow
from flows.scenario import Coverage
from flows.world.happenings import Happening
from runtime.users.actor import Actor
from studio.panels.sandbox.rows import spoken
from studio.services import Services
from studio.services.sandbox.model import Run
from studio.visit import Visit


class Playing:
    """One open page; panels see it as a `SandboxBench`."""

    def __init__(self, visit: Visit, process_type: str, run: Run, flows: tuple[Flow, ...]) -> None:
        self.visit = visit
        self.process_type = process_type
        self.run = run
        self.flows = flows
        self.shown = process_type
        self.coverage: Coverage | None = None
        """Painted on the map instead of the run's path."""
        self.to_record = False
        """Whether somebody wants the run kept, and nobody listened for that yet."""
        self.said = ""
        """What happened last, in words."""
        self._client = context.client
        self._turn = asyncio.Lock()
        self._heard: dict[str, list[Callable[[], None]]] = {}
        self._goers: list[Callable[[At], None]] = []

    @property
    def services(self) -> Services:
        return self.visit.services

    @property
    def flow(self) -> Flow:
        return self.flows[0]

    def flow_of(self, process_type: str) -> Flow:
        """A flow of the run; that of the run itself where there is no such."""
        return next((flow for flow in self.flows if flow.process_type == process_type), self.flow)

    def acting(self, do: Callable[[Actor], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A callback that does something as the actor of now; errors become words."""
        return self.visit.acting(do)

    async def do(self, happening: Happening) -> bool:
        """Let something happen where the run stands. False when it was refused; the page has said why."""
        sandbox = self.services.sandbox
        return await self.take(lambda actor: sandbox.do(actor, self.process_type, happening))

    async def go(self, step_id: str) -> bool:
        """Be at a step again."""
        sandbox = self.services.sandbox
        return await self.take(lambda actor: sandbox.go(actor, self.process_type, step_id))

    async def step(self, by: int) -> None:
        """So many steps forth, or back, on this fork."""
        places = [one.id for one in self.run.line]
        place = places.index(self.run.here) + by
        if 0 <= place < len(places):
            await self.go(places[place])

    async def take(self, make: Callable[[Actor], Awaitable[Run]]) -> bool:
        """Whatever else of the service gives a run. False when it was refused."""
        taken = False

        async def work(actor: Actor) -> None:
            nonlocal taken
            run = await make(actor)
            flows = await self.services.sandbox.flows(actor, self.process_type)
            before, taken = self.run, True
            self._show(run, flows)
            self.say(spoken(run, before))

        async with self._turn:
            await self.acting(work)()
        return taken

    async def reload(self) -> None:
        """Show the run as it stands now."""
        await self.acting(self.look)()

    async def look(self, actor: Actor) -> None:
        """Bring in what was done elsewhere: the draft edited, the run played on in another window."""
        if self._turn.locked():
            return
        sandbox, version = self.services.sandbox, self.run.setup.sources[0].version
        run = await sandbox.look(actor, self.process_type, version)
        if not self._turn.locked() and not _alike(run, self.run):
            self._show(run, await sandbox.flows(actor, self.process_type))

    def show(self, process_type: str) -> None:
        """Show the map of this flow of the run."""
        if process_type != self.shown:
            self.shown = process_type
            self._tell("shown")

    def go_to(self, at: At) -> None:
        """Show a state or transition of `flow` on its map."""
        self.show(self.process_type)
        for goer in self._goers:
            goer(at)

    def cover(self, coverage: Coverage | None) -> None:
        """Paint which transitions scenarios take, until the next step or None."""
        self.coverage = coverage
        if coverage is not None:
            self.show(self.process_type)
        self._tell("coverage")

    def record(self) -> None:
        """Somebody wants the run kept as a scenario."""
        self.to_record = "record" not in self._heard
        self._tell("record")

    def say(self, words: str) -> None:
        """Tell a screen reader what happened."""
        self.said = words
        self._tell("said")

    def on_run(self, callback: Callable[[], None]) -> None:
        """Whenever the run is another."""
        self._on("run", callback)

    def on_shown(self, callback: Callable[[], None]) -> None:
        """Whenever the map of another flow is to be shown."""
        self._on("shown", callback)

    def on_coverage(self, callback: Callable[[], None]) -> None:
        """Whenever coverage is to be painted, or no longer."""
        self._on("coverage", callback)

    def on_record(self, callback: Callable[[], None]) -> None:
        """Whenever somebody wants the run kept as a scenario."""
        self._on("record", callback)

    def on_said(self, callback: Callable[[], None]) -> None:
        """Whenever there is something to tell a screen reader: see `said`."""
        self._on("said", callback)

    def on_go_to(self, callback: Callable[[At], None]) -> None:
        """Whenever something should be shown on the map."""
        self._goers.append(callback)

    def _show(self, run: Run, flows: tuple[Flow, ...]) -> None:
        if self._client.is_deleted:
            return
        self.run, self.flows, self.coverage = run, flows, None
        if self.shown not in {flow.process_type for flow in flows}:
            self.shown = self.process_type
        with self._client:
            self._tell("run")

    def _on(self, what: str, callback: Callable[[], None]) -> None:
        self._heard.setdefault(what, []).append(callback)

    def _tell(self, what: str) -> None:
        for callback in self._heard.get(what, ()):
            callback()


def _alike(one: Run, other: Run) -> bool:
    """Whether two looks at a run see the same: the same steps, from the same place."""
    return (
        one.here == other.here
        and one.stale == other.stale
        and len(one.forks) == len(other.forks)
        and one.line[-1] is other.line[-1]
    )
