"""What frames every page: the top bar with the way back, the page's own controls, and the account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from runtime.users.actor import Role
from studio import theme
from studio.forms import FIELD
from studio.island import Island
from studio.panels.people.role_words import role_words
from studio.visit import Visit

_WAYS: tuple[tuple[str, str, str, Role], ...] = (
    ("/account", "manage_accounts", "Account", "viewer"),
    ("/users", "group", "Users", "admin"),
    ("/keys", "vpn_key", "API keys", "admin"),
    ("/audit", "history", "Audit trail", "admin"),
    ("/help", "help_outline", "Help", "viewer"),
)
"""Address, icon, words, and who is offered it."""


@contextmanager
def frame(visit: Visit, title: str) -> Iterator[ui.element]:
    """Dress the page and yield the middle of its top bar, to be filled with the page's title and controls."""
    mode = theme.wear(visit.theme)
    ui.page_title(f"{title} · {theme.NAME}" if title else theme.NAME)
    with Island("header").classes("top"):
        with ui.element("a").classes("brand").props('href=/ aria-label="All flows"'):
            ui.element("img").props('src=/styles/icon.svg alt="" width=24 height=24')
        middle = Island().classes("top-middle")
        _account(visit, mode)
    with middle:
        yield middle


@contextmanager
def titled(visit: Visit, title: str) -> Iterator[ui.element]:
    """`frame` for a page whose top bar has its title, with the controls that are put in here at the other end."""
    with frame(visit, title) as middle:
        heading(title)
        ui.element("div").classes("grow")
        yield middle


def heading(title: str = "") -> ui.label:
    """The page's title, to stand in its top bar."""
    return ui.label(title).classes("page-title").props("role=heading aria-level=1")


def _account(visit: Visit, mode: ui.dark_mode) -> None:
    button = (
        ui.button(icon="account_circle", color=None)
        .props('flat round dense aria-label="Account"')
        .classes("quiet")
    )
    with button, ui.menu().props('anchor="bottom right" self="top right"').classes("account"):
        with ui.element("div").classes("account-who"):
            ui.label(visit.actor.name).classes("strong")
            ui.label(role_words(visit.actor.role)).classes("muted small")
        _ways(visit)
        with ui.element("div").classes("account-look"):
            ui.label("Appearance").classes("muted small")
            ui.toggle(
                {choice: choice.capitalize() for choice in theme.CHOICES}, value=visit.theme,
                on_change=lambda event: theme.change(mode, event.value),
            ).props("no-caps unelevated dense spread").classes("segments")  # fmt: skip
        # A plain form: signing out works without the socket, too.
        with ui.element("form").props("method=post action=/sign-out").classes("account-out"):
            token = ui.element("input").props("type=hidden")
            token.props["name"], token.props["value"] = FIELD, visit.form_token
            ui.button("Sign out", icon="logout").props("type=submit flat no-caps align=left").classes("full")


def _ways(visit: Visit) -> None:
    with ui.list().props("dense").classes("account-ways"):
        for address, icon, words, role in _WAYS:
            if visit.actor.may(role):
                with ui.item().props(f"clickable href={address}"):
                    with ui.item_section().props("avatar"):
                        ui.icon(icon)
                    ui.item_section(words)
