"""The canvas of the open flow: what was drawn becomes gestures, what changed becomes patches."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, NamedTuple

from nicegui import background_tasks, context, ui

from studio.canvas.places import Place, clear_of
from studio.canvas.projection import Document, Live, document, patch
from studio.canvas.state_canvas import StateCanvas
from studio.editor.pasting import fragment
from studio.island import Island
from studio.panels.workbench import Workbench
from studio.services.beginnings import is_begun

FIRST_STEPS = (
    "Select “Start” and press N, or its +: name the next state.",
    "Pull the + onto another state to connect the two; or press C.",
    "Select a line, and say what sets it off and what is done then.",
)


class Copied(NamedTuple):
    """What paste puts in, and how much room it takes on the map."""

    fragment: dict[str, Any]
    size: tuple[float, float]


class MapView:
    """The canvas with the bench behind it. Drawings made so far are in `document`."""

    def __init__(self, bench: Workbench, command: Callable[[str], Awaitable[None]]) -> None:
        """Every state is arranged. `command` gets the names of keys."""
        self._bench = bench
        self._arrangements = bench.services.arrangements
        self._client = context.client
        self._placing = False
        self._hearing = False
        self._command = command
        self._copied: Copied | None = None
        self._drawn: list[Callable[[], None]] = []
        self.document = self._document()
        with Island().classes("map-view"):
            self._canvas = StateCanvas(self.document)
            self._canvas.on_ops(self._ops)
            self._canvas.on_select(self._selected)
            self._canvas.on_ready(self._ready)
            self._canvas.on_command(self._commanded)
            with ui.element("div").classes("map-waiting") as self._waiting:
                ui.spinner(size="28px")
                ui.label("Drawing the map …").classes("muted")
            self._hint = ui.element("div").classes("map-hint")
            with self._hint:
                ui.label("How should the conversation go?").classes("map-hint-title")
                with ui.element("ol").classes("first-steps"):
                    for step in FIRST_STEPS:
                        with ui.element("li"):
                            ui.label(step)
        bench.on_map(self._flow_changed)
        bench.on_flow(self._tell_drawn)
        bench.on_selection(self._show_selection)
        bench.on_findings(self._redraw)
        bench.on_standing(self._standing_changed)
        self._dress()

    def on_drawn(self, callback: Callable[[], None]) -> None:
        """Whenever `document` changed."""
        self._drawn.append(callback)

    def fit(self) -> None:
        """Show all of it."""
        self._canvas.fit()

    def begin_state(self, *, terminal: bool = False, trigger: Mapping[str, Any] | None = None) -> None:
        """Offer a new state that wants a name: an end, or what follows the selected one by this trigger."""
        self._canvas.begin_state(terminal=terminal, trigger=trigger)

    async def _ops(self, ops: list[dict[str, Any]]) -> None:
        for op in ops:
            if op.get("op") == "move_states" and isinstance(op.get("positions"), dict):
                # Who moves one state means the others to stay: from now on all are placed by the author.
                op = {**op, "positions": {**self._unplaced(), **op["positions"]}}
            before = {one.id for one in self._bench.flow.transitions}
            if not await self._bench.do(op):
                self._canvas.restore()
                return
            if op.get("op") in ("connect", "add_anywhere"):  # what sets it off is said next
                new = (one.id for one in self._bench.flow.transitions if one.id not in before)
                self._bench.select(transitions=tuple(new))

    def _unplaced(self) -> dict[str, Place]:
        flow = self._bench.flow
        known = self._arrangements.of(flow)
        return {state: place for state, place in known.items() if state not in flow.layout.states}

    def _ready(self, _args: dict[str, Any]) -> None:
        self._waiting.set_visibility(False)

    async def _commanded(self, args: dict[str, Any]) -> None:
        match str(args.get("name", "")).replace("-", "_"):
            case "copy" | "cut":
                self._copy(args.get("states") or ())
            case "paste":
                await self._paste(args.get("at"))
            case name:
                await self._command(name)

    def _copy(self, wanted: Collection[Any]) -> None:
        cards = [node for node in self.document["nodes"] if node["id"] in wanted]
        if not cards:
            self._copied = None
            return
        cut = fragment(self._bench.flow, [card["id"] for card in cards])
        # Where they are seen, be they placed by the author or not: the copy looks the same.
        cut["places"] = {card["id"]: [card["x"], card["y"]] for card in cards}
        width = max(card["x"] + card["w"] for card in cards) - min(card["x"] for card in cards)
        height = max(card["y"] + card["h"] for card in cards) - min(card["y"] for card in cards)
        self._copied = Copied(cut, (width, height))

    async def _paste(self, at: Any) -> None:
        if self._copied is None:
            return
        flow = self._bench.flow
        match at:
            case [int() | float() as x, int() | float() as y]:
                at = clear_of(flow, self._arrangements.of(flow), (x, y), self._copied.size)
        if await self._bench.do({"op": "paste", "fragment": self._copied.fragment, "at": at}):
            before = {state.id for state in flow.states}
            new = (state.id for state in self._bench.flow.states if state.id not in before)
            self._bench.select(states=tuple(new), reveal=True)

    def _selected(self, args: dict[str, Any]) -> None:
        self._hearing = True  # the canvas shows it already
        try:
            self._bench.select(tuple(args.get("states", ())), tuple(args.get("transitions", ())))
        finally:
            self._hearing = False

    def _show_selection(self) -> None:
        if not self._hearing:
            states, transitions = self._bench.selection
            self._canvas.select(states, transitions, reveal=self._bench.revealing)

    def _flow_changed(self) -> None:
        if not self._arrangements.missing(self._bench.flow):
            self._draw()
        elif not self._placing:
            self._placing = True
            background_tasks.create(self._place(), name="place new states")

    async def _place(self) -> None:
        """Find room for states nobody placed."""
        try:
            while self._arrangements.missing(self._bench.flow):
                await self._arrangements.arrange(self._bench.flow)
        finally:
            self._placing = False
        with self._client:
            self._redraw()
            self._show_selection()  # it may be what had no place before

    def _document(self) -> Document:
        bench = self._bench
        live = Live(bench.rev, bench.findings, bench.running, bench.read_only, _theme(bench.visit.theme))
        return document(bench.flow, self._arrangements.of(bench.flow), live)

    def _draw(self) -> None:
        if self._placing:
            return
        before, self.document = self.document, self._document()
        changes = patch(before, self.document)
        # The sender waits for the revision even when nothing looks different.
        if changes is not None or before["rev"] != self.document["rev"]:
            self._canvas.patch(changes or {"rev": self.document["rev"]})
        self._dress()

    def _redraw(self) -> None:
        self._draw()
        self._tell_drawn()

    def _tell_drawn(self) -> None:
        for callback in self._drawn:
            callback()

    def _standing_changed(self) -> None:
        if self.document["live"] != self._bench.running:
            self._redraw()

    def _dress(self) -> None:
        self._hint.set_visibility(not is_begun(self._bench.flow) and not self._bench.read_only)


def _theme(choice: str) -> str:
    return "dark" if choice == "dark" else "light"
