"""The drawer at the foot of the editor: problems, versions, the flow as text. Its tabs stay when it is closed."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from studio.island import Island
from studio.panels.bench import Bench
from studio.panels.panes import Panes, Part
from studio.panels.problems import problems
from studio.panels.versions import versions
from studio.panels.yaml_view import yaml_view
from studio.words import worst

PANELS: dict[str, tuple[str, str, Callable[[Bench], None]]] = {
    "problems": ("Problems", "error_outline", problems),
    "versions": ("Versions", "history", versions),
    "yaml": ("YAML", "code", yaml_view),
}
"""Name → label, icon, what builds it: when it is first opened."""


_PARTS: dict[Part, str] = {
    "rail": "Show or hide the palette and the outline",
    "drawer": "Show or hide problems, versions and text",
    "side": "Show or hide the inspector",
}


class Drawer:
    """The drawer. Its bar puts any of the parts around the map away, and brings them back."""

    def __init__(self, bench: Bench, panes: Panes) -> None:
        self._bench = bench
        self._panes = panes
        self._built: set[str] = set()
        self._counted: object = None

    def build(self) -> None:
        """Put it together, with the problems open."""
        with Island("section").classes("drawer editor-drawer").props("aria-label=Details"):
            with Island().classes("drawer-bar"):
                with ui.tabs(on_change=lambda event: self.show(event.value)) as self._tabs:
                    self._labels = {
                        name: ui.tab(name, label=label, icon=icon).on("click", self._reopen)
                        for name, (label, icon, _) in PANELS.items()
                    }
                self._tabs.props("dense no-caps align=left inline-label").classes("drawer-tabs")
                ui.element("div").classes("grow")
                for part, words in _PARTS.items():
                    button = (
                        ui.element("button")
                        .classes("pane-button")
                        .on("click", lambda part=part: self._panes.toggle(part))
                    )
                    button.props(f'type=button aria-label="{words}" title="{words}"').mark(f"toggle-{part}")
                    with button:
                        ui.element("span").classes(f"pane pane-{part}")
            with ui.tab_panels(self._tabs, animated=False, keep_alive=True).classes("drawer-panels"):
                self._panels = {name: ui.tab_panel(name).classes(f"drawer-{name}") for name in PANELS}
        self._bench.on_findings(self._count)
        self._tabs.value = "problems"
        self._count()

    def show(self, name: str) -> None:
        """Open this panel."""
        if name not in self._built:
            self._built.add(name)
            with self._panels[name]:
                PANELS[name][2](self._bench)
        if self._tabs.value != name:
            self._tabs.value = name

    def shows(self, name: str) -> bool:
        """Whether this panel can be seen."""
        return bool(self._panes.shows("drawer") and self._tabs.value == name)

    def _reopen(self) -> None:
        if not self._panes.shows("drawer"):
            self._panes.toggle("drawer")

    def _count(self) -> None:
        findings = self._bench.findings
        shown = (len(findings), worst(findings))
        if shown == self._counted:
            return
        self._counted = shown
        tab = self._labels["problems"]
        tab.props["label"] = f"Problems ({len(findings)})" if findings else "Problems"
        tab.classes(replace=f"tone-{worst(findings) or 'ok'}" if findings else "")
