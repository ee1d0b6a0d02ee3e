"""Away with an entry; where it is used is shown first."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from flows.findings.finding import At
from flows.words import readable
from studio.editor.ops import Section
from studio.panels.bench import Bench
from studio.panels.entries.uses import Use, uses
from studio.panels.inspector.section import Desk
from studio.words import plural

MOST_USES = 12
_ICONS = {
    "state": "crop_square",
    "transition": "arrow_forward",
    "message": "chat_bubble_outline",
    "flow": "tune",
}


class Removal:
    """The dialog that asks before something that is used goes."""

    def __init__(self, desk: Desk, section: Section) -> None:
        self._desk, self._section = desk, section
        with ui.dialog() as self._sure, ui.element("div").classes("sheet"):
            self._words = ui.element("div")

    def remove(self, name: str) -> None:
        """Remove it; what is used, once somebody wants that all the same."""
        op = {"op": "put_entry", "section": self._section, "name": name, "value": None}
        found = uses(self._desk.bench.flow, self._section, name)
        if not found:
            self._desk.do(op)
            return

        def remove() -> None:
            self._sure.close()
            self._desk.do(op)

        self._words.clear()
        with self._words:
            title = f"“{readable(name).capitalize()}” is used in {plural(len(found), 'place')}"
            ui.label(title).classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                ui.label("These will name something that is not there, until you change them:")
                with ui.element("div").classes("stack"):
                    use_links(self._desk.bench, found, self._sure.close)
            with ui.element("div").classes("sheet-foot"):
                ui.button("Keep it", on_click=self._sure.close).props("flat no-caps")
                ui.button("Remove all the same", on_click=remove, color="negative").props(
                    "unelevated no-caps"
                )
        self._sure.open()


def use_links(bench: Bench, found: tuple[Use, ...], first: Callable[[], object] = lambda: None) -> None:
    """The ways to what uses it; `first` is done before one is gone."""

    def go(at: At) -> None:
        first()
        bench.go_to(at)

    for use in found[:MOST_USES]:
        with ui.element("button").classes("inspect-link").props("type=button") as link:
            ui.icon(_ICONS.get(use.at.kind, "link")).classes("muted")
            ui.label(use.words).classes("link-words")
        link.on("click", lambda at=use.at: go(at))
    if len(found) > MOST_USES:
        ui.label(f"and {len(found) - MOST_USES} more").classes("muted small")
