"""Numbers laid over a picture: how many conversations are in each state, or which way scenarios go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from flows.changes import EMPTY
from flows.ink import Paint, number, safe, text
from flows.lettering import text_width
from flows.sketch import SMALL, Row

if TYPE_CHECKING:
    from flows.scenario import Coverage

Tone = Literal["live", "ok", "warn"]
PILL = 18.0
"""Height of a number's pill."""


class Overlay(NamedTuple):
    """By id: how many are in a state or came to it, how many took a transition.

    Of conversations, where there are none nothing is shown; of scenarios, that is what stands out.
    """

    states: Mapping[str, int] = EMPTY
    transitions: Mapping[str, int] = EMPTY
    of: Literal["conversations", "scenarios"] = "conversations"

    def state(self, state: str) -> int | None:
        """The number to show at a state; None for none."""
        return self._shown(self.states.get(state, 0))

    def row(self, row: Row) -> int | None:
        """The number to show at a row. A row that stands for several shows their sum, or 0 where a scenario lacks."""
        counts = [self.transitions.get(one, 0) for one in row.folded or (row.transition,)]
        together = sum(counts) if self.of == "conversations" else min(counts)
        return self._shown(together)

    def line(self, transitions: Iterable[str]) -> int | None:
        """How many go along a line."""
        return self._shown(sum(self.transitions.get(one, 0) for one in transitions))

    @property
    def room(self) -> float:
        """How much the numbers take at the end of a row."""
        if not self.transitions and self.of == "conversations":
            return 0.0
        return 6 + max((pill_width(count) for count in self.transitions.values()), default=pill_width(0))

    def share(self, count: int) -> float:
        """A transition's part of what the busiest one carries, 0 to 1."""
        return min(1.0, count / (max(self.transitions.values(), default=0) or 1))

    def tone(self, count: int) -> Tone:
        """Its colour in a theme's paint."""
        if self.of == "conversations":
            return "live"
        return "ok" if count else "warn"

    def numbered(self, words: str, count: int | None) -> str:
        """Words with their number behind them, for what is drawn elsewhere."""
        if count is None:
            return words
        if self.of == "conversations":
            return f"{words} ({count:,})"
        return f"{words} ({count or 'no'} scenario{'s' if count > 1 else ''})"

    def _shown(self, count: int) -> int | None:
        return count if count or self.of == "scenarios" else None


NOTHING = Overlay()


def of_coverage(covered: Coverage) -> Overlay:
    """What scenarios try of a flow."""
    return Overlay(covered.visits, covered.times, "scenarios")


def state_words(overlay: Overlay, count: int) -> str:
    """A state's number in words, for tooltips."""
    if overlay.of == "scenarios":
        return _scenarios(count, "comes here", "come here")
    return "1 conversation is here" if count == 1 else f"{count:,} conversations are here"


def transition_words(overlay: Overlay, count: int) -> str:
    """A transition's number in words."""
    if overlay.of == "scenarios":
        return _scenarios(count, "takes this", "take this")
    return "1 conversation took this" if count == 1 else f"{count:,} conversations took this"


def _scenarios(count: int, one: str, several: str) -> str:
    return f"{count or 'no'} scenario {one}" if count < 2 else f"{count:,} scenarios {several}"


def row_pills(
    overlay: Overlay, shown: Iterable[Row], right: float, top: float, paint: Paint
) -> Iterator[str]:
    """The numbers of rows below each other, which end at `right`."""
    for row in shown:
        count = overlay.row(row)
        if count is not None:
            x = right - pill_width(count)
            yield pill(count, x, top + 12, overlay.tone(count), transition_words(overlay, count), paint)
        top += row.height


def pill(count: int, x: float, middle: float, tone: Tone, title: str, paint: Paint) -> str:
    """A number in its colour, from x to the right, centred on a height."""
    width = pill_width(count)
    place = f'x="{number(x)}" y="{number(middle - PILL / 2)}" width="{number(width)}" height="{number(PILL)}"'
    look = f'rx="{number(PILL / 2)}" fill="{getattr(paint, tone)}" stroke="{paint.paper}" stroke-width="2"'
    words = text(_short(count), x + width / 2, middle + 4, SMALL, paint.on_tone, weight=700, anchor="middle")
    return f"<g><title>{safe(title)}</title><rect {place} {look}/>{words}</g>"


def pill_width(count: int) -> float:
    """How wide a number's pill is."""
    return max(20.0, text_width(_short(count), SMALL) + 12)


def _short(count: int) -> str:
    return f"{count:,}" if count < 100_000 else f"{count // 1000:,}k"
