"""`/flows/{process_type}/try`: the flow played in a pretend conversation, before anyone is written to.

`?version=3` plays a version instead of the draft; `?step=7` goes to a step of the run that was left.
"""

from __future__ import annotations

from nicegui import ui

from studio.errors import StepRefused
from studio.frame import frame
from studio.panels.keys import Keys
from studio.panels.panes import Panes
from studio.panels.sandbox.bar import Bar
from studio.panels.sandbox.conversation import Conversation
from studio.panels.sandbox.drawer import Drawer
from studio.panels.sandbox.map import RunMap
from studio.panels.sandbox.playing import Playing
from studio.panels.sandbox.rail import rail
from studio.services.sandbox.model import Run
from studio.visit import StudioPage, Visit

EVERY_SECONDS = 2.0
LONGEST_NUMBER = 9
"""Digits of a version's number in an address: there are none with more."""
COOKIE = "converse_sandbox_panes"
"""Remembers what is put away; other parts than in the editor are wanted here."""
KEYS = {"Alt+ArrowLeft": "back", "Alt+ArrowRight": "forth", "Ctrl+Enter": "map"}
"""Heard while somebody types, too."""


class SandboxPage:
    """The open sandbox: the panels around the bench."""

    def __init__(self, visit: Visit, bench: Playing, versions: tuple[int, ...]) -> None:
        self._visit = visit
        self._bench = bench
        self._versions = versions

    def build(self) -> None:
        """Put the page together."""
        bench = self._bench
        with frame(self._visit, f"{bench.flow.name} · sandbox") as bar:
            pass
        with ui.element("main").classes("editor sandbox") as main:
            panes = Panes(main, self._visit.remembered(COOKIE) or "none", COOKIE)
            with ui.element("nav").classes("rail next").props('aria-label="What happens next"'):
                rail(bench)
            with ui.element("div").classes("run-middle"):
                self._banner()
                RunMap(bench)
            with ui.element("aside").classes("side run-side").props("aria-label=Conversation"):
                Conversation(bench)
            self._drawer = Drawer(bench, panes)
        with bar:
            Bar(bench, self._versions, self._record)
        self._said = ui.label().classes("for-ears").props("role=status aria-live=polite")
        bench.on_said(self._say)
        Keys(self._pressed, KEYS, while_typing=tuple(KEYS))
        self._visit.every(EVERY_SECONDS, bench.look)

    def _banner(self) -> None:
        with ui.element("div").classes("banner run-changed").props("role=status") as self._changed:
            self._changed.mark("changed")
            ui.icon("sync")
            ui.label("The map was changed since.").classes("grow")
            again = ui.button("Play the same steps on the new map", color=None, on_click=self._replay)
            again.props("flat dense no-caps").mark("replay")
        with ui.element("div").classes("banner run-real").props("role=status") as self._real:
            ui.icon("history")
            ui.label(
                "This really happened. What you do from here is only tried: nothing reaches the customer."
            )
        self._bench.on_run(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._changed.set_visibility(self._bench.run.stale)
        self._real.set_visibility(self._bench.run.real is not None)

    def _say(self) -> None:
        self._said.text = self._bench.said

    async def _replay(self) -> None:
        sandbox, process_type = self._bench.services.sandbox, self._bench.process_type
        await self._bench.take(lambda actor: sandbox.replay_on(actor, process_type))

    def _record(self) -> None:
        self._drawer.show("scenarios")
        self._bench.record()

    async def _pressed(self, name: str) -> None:
        match name:
            case "back":
                await self._bench.step(-1)
            case "forth":
                await self._bench.step(1)
            case "map":
                ui.navigate.to(f"/flows/{self._bench.process_type}/edit")


async def build(visit: Visit, process_type: str) -> None:
    """Build the page. Raises UnknownProcess, UnknownVersion."""
    sandbox, actor = visit.services.sandbox, visit.actor
    history = await visit.services.flows.history(actor, process_type)
    versions = tuple(row.number for row in history.versions)
    run = await _arrived(visit, process_type)
    flows = await sandbox.flows(actor, process_type)
    await visit.services.arrangements.arrange(flows[0])
    SandboxPage(visit, Playing(visit, process_type, run, flows), versions).build()


async def _arrived(visit: Visit, process_type: str) -> Run:
    sandbox = visit.services.sandbox
    run = await sandbox.open(visit.actor, process_type, _version(visit.query.get("version", "")))
    step = visit.query.get("step")
    if step is None:
        return run
    try:
        return await sandbox.go(visit.actor, process_type, step)
    except StepRefused:  # of a run that is gone: then the run there is
        return run


def _version(asked: str) -> int | None:
    """The number of a version; None for the draft, and for what is no number."""
    if not asked.isdecimal():
        return None
    return int(asked[: LONGEST_NUMBER + 1])  # Python reads no number of thousands of digits


PAGE = StudioPage("/flows/{process_type}/try", build, "viewer")
