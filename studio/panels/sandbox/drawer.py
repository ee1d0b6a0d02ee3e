"""The drawer below the map: the steps and why, scenarios, sample messages. Its tabs stay when it is closed."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from studio.panels.panes import Panes, Part
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.samples import samples
from studio.panels.sandbox.scenarios import scenarios
from studio.panels.sandbox.steps import steps

PANELS: dict[str, tuple[str, str, Callable[[SandboxBench], None]]] = {
    "steps": ("Steps", "timeline", steps),
    "scenarios": ("Scenarios", "checklist", scenarios),
    "samples": ("Sample messages", "forum", samples),
}
"""Name → label, icon, what builds it: when it is first opened."""
_PARTS: dict[Part, str] = {
    "rail": "Show or hide what happens next",
    "drawer": "Show or hide the steps",
    "side": "Show or hide the conversation",
}


class Drawer:
    """The drawer. Its bar puts any of the parts around the map away, and brings them back."""

    def __init__(self, bench: SandboxBench, panes: Panes) -> None:
        self._bench = bench
        self._panes = panes
        self._built: set[str] = set()
        with ui.element("section").classes("drawer run-drawer").props("aria-label=Details"):
            with ui.element("div").classes("drawer-bar"):
                with ui.tabs(on_change=lambda event: self._build(event.value)) as self._tabs:
                    for name, (label, icon, _) in PANELS.items():
                        ui.tab(name, label=label, icon=icon).on("click", self._reopen)
                self._tabs.props("dense no-caps align=left inline-label").classes("drawer-tabs")
                ui.element("div").classes("grow")
                for part, words in _PARTS.items():
                    self._pane(part, words)
            with ui.tab_panels(self._tabs, animated=False, keep_alive=True).classes("drawer-panels"):
                self._panels = {name: ui.tab_panel(name).classes(f"drawer-{name}") for name in PANELS}
        self._tabs.value = "steps"

    def show(self, name: str) -> None:
        """Open this panel, wherever somebody is."""
        self._reopen()
        self._build(name)
        if self._tabs.value != name:
            self._tabs.value = name

    def _build(self, name: str) -> None:
        if name not in self._built:
            self._built.add(name)
            with self._panels[name]:
                PANELS[name][2](self._bench)

    def _pane(self, part: Part, words: str) -> None:
        button = ui.element("button").classes("pane-button").on("click", lambda: self._panes.toggle(part))
        button.props(f'type=button aria-label="{words}" title="{words}"').mark(f"toggle-{part}")
        with button:
            ui.element("span").classes(f"pane pane-{part}")

    def _reopen(self) -> None:
        if not self._panes.shows("drawer"):
            self._panes.toggle("drawer")
