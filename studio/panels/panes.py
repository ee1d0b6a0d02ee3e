"""The parts around the map that a person has put away, as their browser remembers them."""

from __future__ import annotations

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


class Panes:
    """What is put away of the element around all parts, by its classes `no-rail`, `no-drawer` and `no-side`."""

    def __init__(self, editor: ui.element, cookie: str | None, name: str = COOKIE) -> None:
        """`cookie`: what the browser remembers under `name`."""
        self._editor = editor
        self._name = name
        self._away = set(away(cookie))
        editor.classes(" ".join(f"no-{part}" for part in self._away))

    def shows(self, part: Part) -> bool:
        """Whether it can be seen."""
        return part not in self._away

    def show(self, part: Part) -> None:
        """Bring it back, for now."""
        self._away.discard(part)
        self._editor.classes(remove=f"no-{part}")

    def toggle(self, part: Part) -> None:
        """Put it away or bring it back, and have the browser remember that."""
        if part in self._away:
            self.show(part)
        else:
            self._away.add(part)
            self._editor.classes(f"no-{part}")
        value = ".".join(one for one in PARTS if one in self._away) or "none"
        ui.run_javascript(
            f"document.cookie = '{self._name}={value}; path=/; max-age={_YEAR_SECONDS}; samesite=lax'"
        )
