"""The line below a picture that says what its icons and numbers mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from flows.ink import Paint, icon, number, text
from flows.lettering import text_width
from flows.overlay import Overlay, pill, pill_width
from flows.sketch import ICON, SMALL

_KINDS = {
    "intent": "the customer says",
    "event": "an event arrives",
    "timeout": "time passes",
    "action": "a result comes back",
    "manual": "an operator decides",
    "always": "at once",
}
_GAP = 20.0


def legend(kinds: Collection[str], overlay: Overlay, paint: Paint) -> tuple[str, float]:
    """The entries of these kinds of trigger and of the overlay, from x 0 around y 0, and how wide that is."""
    entries = [
        (icon(kind, ICON / 2, 0, paint), ICON, words) for kind, words in _KINDS.items() if kind in kinds
    ]
    entries += _numbers(overlay, paint)
    x, parts = 0.0, []
    for sign, width, words in entries:
        label = text(words, width + 7, 4, SMALL, paint.muted)
        parts.append(f'<g transform="translate({number(x)} 0)">{sign}{label}</g>')
        x += width + 7 + text_width(words, SMALL) + _GAP
    return "".join(parts), x


def _numbers(overlay: Overlay, paint: Paint) -> Iterator[tuple[str, float, str]]:
    if overlay.of == "scenarios":
        yield pill(1, 0, 0, "ok", "", paint), pill_width(1), "so many scenarios go here"
        yield pill(0, 0, 0, "warn", "", paint), pill_width(0), "no scenario does"
    elif overlay.transitions:
        yield pill(1, 0, 0, "live", "", paint), pill_width(1), "so many conversations are or went here"
