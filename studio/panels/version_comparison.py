"""Two versions side by side: what changed in sentences, and on a map with what is new, gone and different in colour."""

from __future__ import annotations

from collections.abc import Mapping

from nicegui import events, ui

from flows.findings.finding import At
from runtime.users.actor import Actor
from studio.canvas.overlay import Overlay, Parts
from studio.canvas.projection import Live, document
from studio.canvas.state_canvas import StateCanvas
from studio.panels.bench import Bench
from studio.panels.difference_list import difference_list
from studio.services.comparisons import Comparison

DRAFT = 0
"""Among version numbers: the draft."""


class VersionComparison:
    """The dialog; it fills the window, and the editor is behind it as it was."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._setting = False
        self._canvas: StateCanvas | None = None
        acting = bench.acting
        with ui.dialog().props("maximized") as self._dialog, ui.element("div").classes("comparison"):
            with ui.element("div").classes("comparison-bar"):
                ui.label("Versions compared").classes("comparison-title").props("role=heading aria-level=2")
                self._older = self._select("From", "older-version")
                self._newer = self._select("To", "newer-version")
                swap = ui.button(icon="swap_horiz", on_click=acting(self._swap)).props("flat round dense")
                swap.props('aria-label="The other way round" title="The other way round"').mark(
                    "swap-versions"
                )
                ui.element("div").classes("grow")
                close = ui.button("Back to the map", icon="close", on_click=self._dialog.close)
                close.props("flat no-caps").mark("close-comparison")
            self._list = (
                ui.element("div").classes("comparison-list").props('role=region aria-label="Differences"')
            )
            self._map = ui.element("div").classes("comparison-map map-view")
        self._dialog.on("hide", self._forget)

    async def open(self, actor: Actor, numbers: tuple[int, ...], older: int, newer: int) -> None:
        """Compare these two; `numbers` are those of the versions there are, newest first."""
        names = {DRAFT: "The draft", **{number: f"Version {number}" for number in numbers}}
        self._choose(older, newer, names)
        self._dialog.open()
        await self._compare(actor)

    def _select(self, label: str, marker: str) -> ui.select:
        control = ui.select({}, label=label, on_change=self._bench.visit.hearing(self._chosen))
        return control.props("outlined dense options-dense").classes("comparison-choice").mark(marker)

    def _choose(self, older: int, newer: int, names: Mapping[int, str] | None = None) -> None:
        """Set both without comparing twice."""
        self._setting = True
        try:
            for control, number in ((self._older, older), (self._newer, newer)):
                if names is not None:
                    control.set_options(dict(names), value=number)
                control.value = number
        finally:
            self._setting = False

    async def _chosen(self, actor: Actor, _event: events.ValueChangeEventArguments[int | None]) -> None:
        await self._compare(actor)

    async def _swap(self, actor: Actor) -> None:
        self._choose(self._newer.value, self._older.value)
        await self._compare(actor)

    async def _compare(self, actor: Actor) -> None:
        older, newer = self._older.value, self._newer.value
        if self._setting or older is None or newer is None:
            return
        services, process_type = self._bench.services, self._bench.process_type
        found = await services.comparisons.of(actor, process_type, older or None, newer or None)
        places = await services.arrangements.arrange(found.map.flow)
        if (self._older.value, self._newer.value) != (older, newer) or not self._dialog.value:
            return  # something else was chosen meanwhile
        self._list.clear()
        with self._list:
            difference_list(found.diff, self._go_to)
        theme = "dark" if self._bench.visit.theme == "dark" else "light"
        drawn = document(found.map.flow, places, Live(0, read_only=True, theme=theme))
        if self._canvas is None:
            with self._map:
                self._canvas = StateCanvas(drawn)
        else:
            self._canvas.replace(drawn)
        self._canvas.overlay(painted(found))

    def _go_to(self, at: At) -> None:
        if self._canvas is None:
            return
        if at.kind == "state":
            self._canvas.select(states=(at.id,), reveal=True)
        elif at.kind == "transition":
            self._canvas.select(transitions=(at.id,), reveal=True)

    def _forget(self) -> None:
        """A browser that shows a canvas anew needs it from the beginning."""
        self._map.clear()
        self._list.clear()
        self._canvas = None


def painted(found: Comparison) -> Overlay:
    """What is new, gone and different, for the canvas."""
    drawn = found.map
    return Overlay(added=Parts(*drawn.added), removed=Parts(*drawn.removed), changed=Parts(*drawn.changed))
