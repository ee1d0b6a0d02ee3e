"""`/help` and `/help/{name}`: the user's manual; `/help/findings/{code}`: what a check may say of a flow."""

from __future__ import annotations

from nicegui import ui

from flows.findings import CODES
from studio.frame import frame, heading
from studio.help import (
    HELP,
    finding_page,
    finding_pages,
    finding_text,
    help_page,
    text_of,
)
from studio.panels.finding_list import ICONS
from studio.visit import StudioPage, Visit
from studio.words import SEVERITIES, plural

FOUND = "/help/findings"
PROBLEMS = "Problems, one by one"


async def contents(visit: Visit) -> None:
    """What the manual answers."""
    with frame(visit, "Help"):
        heading("Help")
    with ui.element("main").classes("help-contents"):
        for address, title, about in _contents():
            _entry(address, title, about)


async def show(visit: Visit, name: str) -> None:
    """One page of it. Raises NotFound."""
    page = help_page(name)
    with frame(visit, page.title):
        _title(page.title)
    _room(f"/help/{page.name}", text_of(page))


async def findings(visit: Visit) -> None:
    """Every code that a check may give, the gravest first."""
    with frame(visit, PROBLEMS):
        _title(PROBLEMS)
    with ui.element("main").classes("help-contents"):
        for severity in SEVERITIES:
            pages = [page for page in finding_pages() if CODES[page.name] == severity]
            with ui.element("div").classes("help-group"):
                ui.icon(ICONS[severity]).classes(f"tone-{severity}")
                ui.label(plural(len(pages), severity).capitalize()).classes("strong")
            for page in pages:
                _entry(f"{FOUND}/{page.name}", page.title, page.about)


async def finding(visit: Visit, code: str) -> None:
    """What one code means. Raises NotFound."""
    page = finding_page(code)
    with frame(visit, page.title):
        _title(page.title, (PROBLEMS, FOUND))
    _room(FOUND, finding_text(page))


def _title(title: str, *above: tuple[str, str]) -> None:
    for words, address in (("Help", "/help"), *above):
        ui.link(words, address).classes("crumb")
        ui.icon("chevron_right").classes("muted")
    heading(title)


def _entry(address: str, title: str, about: str) -> None:
    with ui.element("a").classes("help-entry").props(f"href={address}"):
        ui.label(title).classes("strong")
        ui.label(about).classes("muted")


def _room(here: str, text: str) -> None:
    with ui.element("div").classes("help-room"):
        with ui.element("nav").classes("help-nav").props('aria-label="Pages of the manual"'):
            for address, words, _ in _contents():
                ui.link(words, address).props("aria-current=page" if address == here else "")
        with ui.element("main").classes("help-text"):
            ui.markdown(text, extras=["fenced-code-blocks", "tables", "header-ids"])


def _contents() -> list[tuple[str, str, str]]:
    """What the manual answers: addresses, titles, and what each is about. How to begin comes first."""
    begin, *others = [(f"/help/{page.name}", page.title, page.about) for page in HELP]
    found = (FOUND, PROBLEMS, "What a check may find in a flow, why it matters, and what to do.")
    return [begin, found, *others]


CONTENTS = StudioPage("/help", contents, "viewer")
FINDINGS = StudioPage(FOUND, findings, "viewer")
FINDING = StudioPage(f"{FOUND}/{{code}}", finding, "viewer")
PAGE = StudioPage("/help/{name}", show, "viewer")
