"""`/help` and `/help/{name}`: the user's manual."""

from __future__ import annotations

from nicegui import ui

from studio.frame import frame
from studio.help import HELP, HelpPage, help_page, text_of
from studio.visit import StudioPage, Visit


async def contents(visit: Visit) -> None:
    """What the manual answers."""
    with frame(visit, "Help"):
        ui.label("Help").classes("page-title").props("role=heading aria-level=1")
    with ui.element("main").classes("help-contents"):
        for page in HELP:
            with ui.element("a").classes("help-entry").props(f"href=/help/{page.name}"):
                ui.label(page.title).classes("strong")
                ui.label(page.about).classes("muted")


async def show(visit: Visit, name: str) -> None:
    """One page of it. Raises NotFound."""
    page = help_page(name)
    with frame(visit, page.title):
        ui.link("Help", "/help").classes("crumb")
        ui.icon("chevron_right").classes("muted")
        ui.label(page.title).classes("page-title").props("role=heading aria-level=1")
    with ui.element("div").classes("help-room"):
        _others(page)
        with ui.element("main").classes("help-text"):
            ui.markdown(text_of(page))


def _others(here: HelpPage) -> None:
    with ui.element("nav").classes("help-nav").props('aria-label="Pages of the manual"'):
        for page in HELP:
            current = " aria-current=page" if page is here else ""
            ui.link(page.title, f"/help/{page.name}").props(current.strip())


CONTENTS = StudioPage("/help", contents, "viewer")
PAGE = StudioPage("/help/{name}", show, "viewer")
