"""The studio's look: name, colours, stylesheets, light and dark. The tokens themselves are in `assets/styles`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import nicegui
from nicegui import ui
from nicegui.translations import translations

from studio.island import Island

NAME = "ConverseAgent Studio"
COOKIE = "converse_theme"
Choice = Literal["system", "light", "dark"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
_DARK: Mapping[Choice, bool | None] = {"system": None, "light": False, "dark": True}
_YEAR_SECONDS = 365 * 24 * 3600

# In this order: the later ones may say more about what the earlier ones dress.
_OF_ALL = ("tokens", "studio")
PAGE_SHEETS = (
    "editor",
    "inspector",
    "entries",
    "flows",
    "sandbox",
    "scenarios",
    "conversations",
    "people",
    "help",
)
"""The sheets of `assets/styles` that belong to some pages each. Every page gets them all."""
_SHEETS = "".join(f'<link rel="stylesheet" href="/styles/{part}.css">' for part in (*_OF_ALL, *PAGE_SHEETS))


def prepare() -> None:
    """What every page has in common, set once before the first is built."""
    nicegui.app.colors(
        primary="#4f5bd5", accent="#4f5bd5", positive="#1f9d6b", negative="#d92d3a", warning="#c77700", dark="#171c25",
        dark_page="#11151c",
    )  # fmt: skip
    # None fades: once such a one is gone, the field entered meanwhile calls back a keyboard that has moved on.
    for opening in (ui.select, ui.menu):
        opening.default_props("transition-duration=0")
    # NiceGUI's banners, in our words.
    translations["en-US"].update(
        connection_lost="The connection is lost.",
        trying_to_reconnect="Trying again; nothing you saved is lost.",
        message_too_long="This is too much at once.",
        message_too_long_body="Nothing was changed; reload the page to go on.",
    )


def chosen(cookie: str | None) -> Choice:
    """The remembered choice; the system's preference without one."""
    return next((choice for choice in CHOICES if choice == cookie), "system")


def wear(choice: Choice) -> ui.dark_mode:
    """Dress the page that is being built."""
    ui.add_head_html(_SHEETS)
    if choice != "system":  # before the page is drawn, or it would flash
        ui.add_head_html(f"<style>html {{ color-scheme: {choice} }}</style>")
    with Island().props("hidden"):  # drawn again, it dresses the page again, and all of it is styled anew
        return ui.dark_mode(_DARK[choice])


def change(mode: ui.dark_mode, choice: Choice) -> None:
    """Change the open page, and have the browser remember."""
    mode.value = _DARK[choice]
    ui.run_javascript(
        f"document.cookie = '{COOKIE}={choice}; path=/; max-age={_YEAR_SECONDS}; samesite=lax';"
        "document.documentElement.style.colorScheme = "
        f"'{'light dark' if choice == 'system' else choice}';"
    )
