"""The map of the run's flows: where they stand, the way they took, how often they were where."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import background_tasks, context, ui

from flows.findings.finding import At
from flows.model import Flow
from studio.canvas.projection import Document, Live, document
from studio.canvas.state_canvas import StateCanvas
from studio.panels.sandbox.paint import coverage_paint, run_paint
from studio.panels.sandbox.playing import Playing


class RunMap:
    """The canvas, with a tab per flow where there are several."""

    def __init__(self, bench: Playing) -> None:
        """Every state of the shown flow is arranged."""
        self._bench = bench
        self._client = context.client
        self._tabs_shown: Sequence[tuple[str, str, bool]] = ()
        self._drawn = bench.flow
        self._document = self._made(bench.flow)
        with ui.element("div").classes("run-map"):
            self._tabs = ui.element("div").classes("map-tabs").props('role=tablist aria-label="Maps"')
            with ui.element("div").classes("map-view"):
                self._canvas = StateCanvas(self._document)
                with ui.element("div").classes("map-waiting") as self._waiting:
                    ui.spinner(size="28px")
                    ui.label("Drawing the map …").classes("muted")
                self._canvas.on_ready(self._ready)
        bench.on_run(self._follow)
        bench.on_shown(self._follow)
        bench.on_coverage(self._paint)
        bench.on_go_to(self._go_to)
        self._show_tabs()
        self._paint()

    def _ready(self, _args: object) -> None:
        self._waiting.set_visibility(False)
        self._keep_in_sight(anew=True)

    def _follow(self) -> None:
        other_tabs = self._show_tabs()
        flow = self._bench.flow_of(self._bench.shown)
        if flow is self._drawn:
            self._paint()
            self._keep_in_sight(anew=other_tabs)
        else:
            background_tasks.create(self._draw(flow, anew=other_tabs), name="draw a flow of the run")

    async def _draw(self, flow: Flow, *, anew: bool) -> None:
        await self._bench.services.arrangements.arrange(flow)
        if self._client.is_deleted or flow is not self._bench.flow_of(self._bench.shown):
            return
        other, self._drawn = flow.process_type != self._drawn.process_type, flow
        self._document = self._made(flow)
        with self._client:
            self._canvas.replace(self._document)
            self._paint()
            self._keep_in_sight(anew=anew or other)

    def _made(self, flow: Flow) -> Document:
        places = self._bench.services.arrangements.of(flow)
        theme = "dark" if self._bench.visit.theme == "dark" else "light"
        return document(flow, places, Live(0, read_only=True, theme=theme))

    def _paint(self) -> None:
        bench = self._bench
        covered = bench.coverage if self._drawn.process_type == bench.process_type else None
        self._canvas.overlay(
            run_paint(bench.run, self._drawn) if covered is None else coverage_paint(covered)
        )

    def _keep_in_sight(self, *, anew: bool) -> None:
        paint = run_paint(self._bench.run, self._drawn)
        came = [one.source for one in paint.path if one.latest and one.source is not None]
        self._canvas.follow(list(paint.current), came, anew=anew)

    def _go_to(self, at: At) -> None:
        if at.kind == "state":
            self._canvas.select(states=(at.id,), reveal=True)
        elif at.kind == "transition":
            self._canvas.select(transitions=(at.id,), reveal=True)

    def _show_tabs(self) -> bool:
        """Whether there are more of them, or fewer: the map becomes lower, or higher."""
        bench = self._bench
        standing = {one.process_type: one for one in bench.run.step.bindings}
        tabs = [(flow.process_type, flow.name, flow.process_type in standing) for flow in bench.flows]
        if tabs == self._tabs_shown:
            self._mark_tab()
            return False
        before, self._tabs_shown = self._tabs_shown, tabs
        self._tabs.clear()
        self._tabs.set_visibility(len(tabs) > 1)
        with self._tabs:
            self._buttons = {name: self._tab(name, title, opened=opened) for name, title, opened in tabs}
        self._mark_tab()
        return len(tabs) != len(before)

    def _tab(self, process_type: str, title: str, *, opened: bool) -> ui.element:
        button = (
            ui.element("button").props("type=button role=tab").classes("map-tab").mark(f"map-{process_type}")
        )
        with button:
            ui.label(title)
            if not opened:
                ui.label("not started").classes("muted small")
        return button.on("click", lambda: self._bench.show(process_type))

    def _mark_tab(self) -> None:
        for name, button in self._buttons.items():
            button.props["aria-selected"] = "true" if name == self._bench.shown else "false"
