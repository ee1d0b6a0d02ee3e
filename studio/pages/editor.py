"""`/flows/{process_type}/edit`: the map on a canvas, and everything that is said about it, edited."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Literal

from nicegui import ui

from flows.findings.finding import At, Severity
from studio.frame import frame
from studio.island import Island
from studio.panels.bench import Bench
from studio.panels.connect_dialog import ConnectDialog
from studio.panels.connection import Connection
from studio.panels.drawer import Drawer
from studio.panels.editor_bar import EditorBar
from studio.panels.entries import data_fields, flow_settings, intents, messages
from studio.panels.find import Find, entries
from studio.panels.inspector import inspector
from studio.panels.keys import Keys, KeysDialog
from studio.panels.map_view import MapView
from studio.panels.outline import Outline
from studio.panels.palette import Palette
from studio.panels.panes import COOKIE, Panes
from studio.panels.workbench import Workbench
from studio.services.beginnings import is_begun
from studio.services.editing import Draft
from studio.visit import UNEXPECTED, StudioPage, Visit
from studio.words import worst

PATIENCE_SECONDS = 0.7
"""How long the first answer waits for the draft; then the page goes out and the map follows."""
EVERY_SECONDS = 2.0
log = logging.getLogger(__name__)

VIEWS: Mapping[str, tuple[str, str, Callable[[Bench], None] | None]] = {
    "map": ("Map", "account_tree", None),
    "messages": ("Messages", "chat_bubble_outline", messages),
    "intents": ("Intents", "record_voice_over", intents),
    "data": ("Data", "data_object", data_fields),
    "flow": ("Settings", "tune", flow_settings),
}
"""Name → label, icon, what builds it when it is first shown."""
_VIEW_OF = {"state": "map", "transition": "map", "intent": "intents", "message": "messages", "data": "data"}

COMMANDS = {
    "add": ("add_box", "Add a state", "N"),
    "lay_out": ("auto_fix_high", "Lay the map out", "Ctrl Shift L"),
    "fit": ("fit_screen", "Show the whole map", "Shift 1"),
    "undo": ("undo", "Undo", "Ctrl Z"),
    "redo": ("redo", "Redo", "Ctrl Shift Z"),
    "problem": ("error_outline", "Go to the next problem", "F8"),
    "test": ("play_arrow", "Try it in the sandbox", "Ctrl Enter"),
    "publish": ("publish", "Publish", ""),
    "help": ("keyboard", "Show all keys", "?"),
}
"""What search offers to do: name → icon, words, keys."""
_TONES: Mapping[Severity, Literal["negative", "warning", "info"]] = {
    "error": "negative", "warning": "warning", "hint": "info",
}  # fmt: skip
_RESTING = ".top-middle, .palette, .outline, .side, .entries, .drawer-panels"
"""What must not be used while the connection is lost; the map refuses by itself, and can be looked at."""
_ONLY_READING = ("fit", "problem", "test", "help")


class EditorPage:
    """The open editor: it puts the panels around the bench and takes commands to where they belong."""

    def __init__(self, visit: Visit, draft: Draft) -> None:
        self._visit = visit
        self._bench = Workbench(visit, draft)
        self._view = "map"
        self._problem = -1
        self._built = {"map"}
        self._looked = False
        """Whether the findings of the opened flow were here."""

    def build(self, bar: ui.element, body: ui.element) -> None:
        """Fill the top bar and the page."""
        bench = self._bench
        self._bar = EditorBar(bench, self._command)
        with bar:
            self._bar.build()
        with body, ui.element("main").classes("editor") as self._main:
            self._panes = Panes(self._main, self._visit.remembered(COOKIE))
            with Island("nav").classes("rail").props('aria-label="Parts of the flow"') as rail:
                self._tabs()
            self._map = MapView(bench, self._command)
            self._views: dict[str, ui.element] = {"map": self._map_parts(rail)}
            with Island("aside").classes("side").props("aria-label=Inspector"):
                inspector(bench)
            self._drawer = Drawer(bench, self._panes)
            self._drawer.build()
            self._dialogs()
            Connection(_RESTING)
        bench.on_selection(lambda: self._outline.choose(bench.selection))
        self._map.on_drawn(lambda: self._outline.show(self._map.document))
        bench.on_go_to(self._go_to)
        bench.on_findings(self._first_findings)
        bench.on_flow(self._count)
        self._count()
        self.show("map")
        self._visit.every(EVERY_SECONDS, bench.look)
        ui.timer(0, bench.acting(bench.begin), once=True)

    def _map_parts(self, rail: ui.element) -> ui.element:
        with rail, ui.element("div").classes("rail-map") as parts:
            if not self._bench.read_only:
                self._palette = Palette(self._bench, self._map.begin_state)
                self._palette.build()
            with ui.element("section").classes("outline-section"):
                ui.label("Outline").classes("section-title").props("role=heading aria-level=2")
                self._outline = Outline(
                    self._map.document,
                    editable=not self._bench.read_only,
                    go=self._outline_go,
                    heard=self._outline_heard,
                )
        return parts

    def _tabs(self) -> None:
        with Island().classes("views").props("role=tablist aria-orientation=vertical"):
            self._buttons, self._counts = {}, {}
            for name, (label, icon, _) in VIEWS.items():
                button = (
                    ui.element("button")
                    .props("type=button role=tab")
                    .classes("view-tab")
                    .mark(f"view-{name}")
                )
                with button:
                    ui.icon(icon)
                    ui.label(label).classes("grow")
                    self._counts[name] = ui.label().classes("muted small")
                self._buttons[name] = button.on("click", lambda name=name: self.show(name))

    def _dialogs(self) -> None:
        self._keys = KeysDialog()
        Keys(self._command)
        self._find = Find(self._found)
        self._connect = ConnectDialog(self._bench)
        with Island().classes("for-ears"):
            self._said = ui.label().props("role=status aria-live=polite")
        self._bench.on_said(self._say)

    def _say(self) -> None:
        self._said.text = self._bench.said

    def show(self, view: str) -> None:
        """Show the map, or an editor of what it says."""
        build = VIEWS[view][2]
        if view not in self._built and build is not None:
            self._built.add(view)
            with (
                self._main,
                Island("section").classes("entries").props(f'aria-label="{VIEWS[view][0]}"') as panel,
            ):
                build(self._bench)
            self._views[view] = panel
        self._view = view
        self._main.classes(remove="shows-entries") if view == "map" else self._main.classes("shows-entries")
        for name, shown in self._views.items():
            shown.set_visibility(name == view)
        for name, button in self._buttons.items():
            button.props(f"aria-selected={'true' if name == view else 'false'}")

    def _count(self) -> None:
        flow = self._bench.flow
        parts_of = {"map": flow.states, "messages": flow.messages, "intents": flow.intents, "data": flow.data}
        for name, parts in parts_of.items():
            self._counts[name].text = f"{len(parts):,}" if parts else ""

    def _first_findings(self) -> None:
        """Who opens a flow with errors sees them at once."""
        if not self._looked:
            self._looked = True
            if worst(self._bench.findings) == "error":
                self._panes.show("drawer")

    def _go_to(self, at: At) -> None:
        self.show(_VIEW_OF.get(at.kind, "flow"))

    def _found(self, what: str, name: str) -> Any:
        if what == "command":
            return self._command(name)
        if what in _VIEW_OF:
            self._bench.go_to(At(what, name))  # type: ignore[arg-type] # just looked up
        return None

    def _outline_go(self, row: dict[str, Any]) -> None:
        self.show("map")
        states, transitions = ((row[key],) if key in row else () for key in ("state", "transition"))
        self._bench.select(states, transitions, reveal=True)

    async def _outline_heard(self, event: str, args: dict[str, Any]) -> None:
        bench, state, transition = self._bench, args.get("state"), args.get("transition")
        if event == "rename":
            await bench.do({"op": "rename_state", "state": state, "title": args.get("title")})
            return
        match args.get("name"):
            case "delete" if transition:
                await bench.do({"op": "delete", "transitions": [transition]})
            case "delete":
                await bench.do({"op": "delete", "states": [state]})
            case "next" if isinstance(state, str):
                await self._palette.add_next(state)
            case "connect" if isinstance(state, str):
                self._connect.open(state)

    async def _command(self, name: str) -> None:
        bench = self._bench
        match name:
            case "undo":
                await bench.undo()
            case "redo":
                await bench.redo()
            case "lay_out" if not bench.read_only:
                if await bench.do({"op": "lay_out"}):
                    self._map.fit()
            case "add" if not bench.read_only:
                self.show("map")
                self._map.begin_state()
            case "publish" if not bench.read_only:
                await bench.acting(self._bar.publish)()
            case _:
                self._look_command(name)

    def _look_command(self, name: str) -> None:
        match name:
            case "search":
                offered = _ONLY_READING if self._bench.read_only else tuple(COMMANDS)
                self._find.open(entries(self._bench.flow, {key: COMMANDS[key] for key in offered}))
            case "problem" | "problem_before" | "problem_back":
                self._next_problem(1 if name == "problem" else -1)
            case "fit":
                self.show("map")
                self._map.fit()
            case "test":
                ui.navigate.to(f"/flows/{self._bench.process_type}/try")
            case "help":
                self._keys.open()

    def _next_problem(self, step: int) -> None:
        findings = self._bench.findings
        if not findings:
            begun = is_begun(self._bench.flow)
            words = "No problems were found." if begun else "Nothing is drawn yet."
            ui.notify(words, type="positive" if begun else "info")
            return
        self._problem = (max(self._problem, 0 if step < 0 else -1) + step) % len(findings)
        finding = findings[self._problem]
        self._bench.go_to(finding.at)
        if not self._drawer.shows("problems"):
            tone = _TONES[finding.severity]
            ui.notify(finding.message, type=tone, position="bottom", multi_line=True, group=False)
        self._bench.say(finding.message)


async def _open(visit: Visit, process_type: str) -> Draft:
    draft = await visit.services.editing.open(visit.actor, process_type)
    await visit.services.arrangements.arrange(draft.flow)
    return draft


async def build(visit: Visit, process_type: str) -> None:
    """Build the page; where opening takes long, the map comes later. Raises UnknownProcess."""
    opening = asyncio.create_task(_open(visit, process_type))
    await asyncio.wait({opening}, timeout=PATIENCE_SECONDS)
    ready = EditorPage(visit, opening.result()) if opening.done() else None
    with frame(visit, process_type) as bar:
        pass
    body = ui.element("div").classes("editor-body")
    if ready is not None:
        ready.build(bar, body)
        return
    with body, ui.element("div").classes("loading"):
        ui.spinner(size="32px")
        ui.label("Opening the map …").classes("muted")

    async def follow() -> None:
        await _follow(visit, opening, bar, body)

    ui.timer(0, follow, once=True)


async def _follow(visit: Visit, opening: asyncio.Task[Draft], bar: ui.element, body: ui.element) -> None:
    try:
        draft = await opening
    except Exception:
        log.exception("the editor could not be opened")
        body.clear()
        with body, ui.element("div").classes("empty"):
            ui.icon("error_outline", size="48px").classes("tone-error")
            ui.label("The map could not be opened").classes("empty-title").props("role=heading aria-level=2")
            ui.label(UNEXPECTED)
            ui.button("Try again", on_click=ui.navigate.reload).props("unelevated no-caps").classes("main")
        return
    body.clear()
    EditorPage(visit, draft).build(bar, body)


PAGE = StudioPage("/flows/{process_type}/edit", build, "viewer")
