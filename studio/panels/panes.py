"""The parts around the map that a person has put away, as their browser remembers them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from nicegui import ui

Part = Literal["rail", "drawer", "side"]
PARTS: tuple[Part, ...] = get_args(Part)
COOKIE = "converse_panes"
AT_FIRST = frozenset[Part]({"drawer"})
"""Put away until somebody says otherwise: the map comes first."""
_YEAR_SECONDS = 365 * 24 * 3600


def away(cookie: str | None) -> frozenset[Part]:
    """What is put away, by the cookie's value: `rail.side`, or `none`."""
    if cookie is None:
        return AT_FIRST
    named = cookie.split(".")
    return frozenset(part for part in PARTS if part in named)


def remember(parts: Collection[Part]) -> None:
    """Have the browser of this page remember what is put away."""
    value = ".".join(part for part in PARTS if part in parts) or "none"
    ui.run_javascript(f"document.cookie = '{COOKIE}={value}; path=/; max-age={_YEAR_SECONDS}; samesite=lax'")
