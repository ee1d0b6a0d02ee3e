"""How large the cards and pills of the canvas are, in pixels: as `canvas.css` draws them."""

from __future__ import annotations

from collections.abc import Sequence

from flows.action_words import says
from flows.lettering import text_width
from flows.model import Flow, State, Transition
from flows.words import readable, trigger_words
from studio.kept import kept

Place = tuple[float, float]
"""The top left corner in pixels, y downwards."""
Size = tuple[float, float]
TITLE, WORDS = 14.0, 12.0
"""Font sizes of a card's title and of the lines below it."""
PAD, MARKS = 16.0, 30.0
"""Beside a text, and what the marks of an initial or terminal state take beside a title."""
NARROWEST, WIDEST = 168.0, 272.0
HEAD, LINE, BADGE, FOOT = 44.0, 18.0, 26.0, 8.0
"""Heights: title, a line of words, a badge with a transition that stays, and what is left free below lines."""
MOST_LINES = 4
PILL, PILL_FRAME, PILL_MARK, PILL_WORDS = 22.0, 38.0, 18.0, 104.0
"""A transition's pill: its height, what is around its words, what a guard or its actions take, its longest words."""
PANEL_WIDTH, PANEL_HEAD, PANEL_ROW = 304.0, 50.0, 24.0
"""The card of what can happen anywhere."""


def sizes(flow: Flow) -> dict[str, Size]:
    """The size of every state's card, with the badges it carries."""
    known = {state.id for state in flow.states}
    badges: dict[str, list[str]] = {state: [] for state in known}
    for transition in flow.transitions:
        if transition.to_state in known or transition.from_any:
            continue
        for source in dict.fromkeys(transition.from_states):
            if source in known:
                badges[source].append(staying_words(transition))
    return {state.id: size(flow, state, badges[state.id]) for state in flow.states}


def size(flow: Flow, state: State, stays: Sequence[str] = ()) -> Size:
    """Width and height of a state's card that carries these badges."""
    lines = card_lines(state)
    marked = MARKS if state.id == flow.initial_state or state.id in flow.terminal_states else 0
    texts = [text_width(state.name, TITLE) + marked, *(text_width(line, WORDS) for line in lines)]
    texts += [text_width(words, WORDS) + 28 for words in stays]
    width = min(WIDEST, max(NARROWEST, max(texts) + 2 * PAD))
    height = HEAD + (LINE * len(lines) + FOOT if lines else 0) + (BADGE * len(stays) + FOOT if stays else 0)
    return _even(width), _even(height)


def pill_size(transition: Transition) -> Size:
    """About the size of a transition's pill; the browser measures it exactly."""
    marks = PILL_MARK * ((transition.when is not None) + bool(transition.actions))
    words = text_width(trigger_words(transition.trigger), WORDS)
    return _even(PILL_FRAME + min(words, PILL_WORDS) + marks), PILL


def panel_size(flow: Flow) -> Size | None:
    """The size of the card of what can happen anywhere; None without one."""
    rows = sum(transition.from_any for transition in flow.transitions)
    return (PANEL_WIDTH, PANEL_HEAD + PANEL_ROW * rows) if rows else None


@kept
def card_lines(state: State) -> list[str]:
    """What a state does and asks on entry, a line each; the last may count the rest."""
    lines = [_capital(says(action)) for action in state.enter]
    if state.ask is not None:
        lines.append(f"Asks for {readable(state.ask.into)}")
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], f"… and {len(lines) - MOST_LINES + 1} more"]


def staying_words(transition: Transition) -> str:
    """A target that doesn't exist can't be drawn to: its name stands on the card."""
    words = trigger_words(transition.trigger)
    return words if transition.to_state is None else f"{words} → {transition.to_state}?"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _even(length: float) -> float:
    return float(-(-length // 2) * 2)
