"""What a picture of a flow shows, measured but not yet placed: cards for states, labels for what leads on.

Sizes are pixels. Transitions that share their states share one label with a row each. What needs no line is a
row of its card: a transition that stays, one that re-enters its own state, one whose target is elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from flows.actions.action import Action
from flows.lettering import clipped, text_width
from flows.model import Ask, Flow, State, Transition
from flows.words import guard_words, readable, trigger_words

TITLE, WORDS, SMALL = 14.0, 13.0, 11.0
"""Font sizes."""
ICON = 16.0
"""Diameter of a row's icon."""
PAD = 14.0
TEXT_ROOM = 236.0
"""A line of text is cut where it would be wider."""
CARD_LEAST, HEAD, NOTE_LINE = 132.0, 44.0, 17.0
LABEL_PAD = 8.0
ROW, CONDITION_LINE = 24.0, 15.0
MOST_ROWS = 8
"""Rows of one card or label; the rest are counted."""

RowKind = Literal["intent", "event", "timeout", "action", "manual", "always", "more"]


class Row(NamedTuple):
    """One transition in words. `target` names a state no line leads to; `again` re-enters the own state."""

    transition: str
    kind: RowKind
    words: str
    condition: str = ""
    target: str = ""
    again: bool = False
    full: str = ""
    """The uncut words, for a tooltip."""
    folded: tuple[str, ...] = ()
    """The transitions that this one row counts."""

    @property
    def height(self) -> float:
        return ROW + (CONDITION_LINE if self.condition else 0)

    @property
    def width(self) -> float:
        target = text_width(self.target, WORDS) + 22 if self.target else 16 if self.again else 0
        return ICON + 7 + max(text_width(self.words, WORDS) + target, text_width(self.condition, SMALL))


class Card(NamedTuple):
    """A state. `notes` are what it does on entry."""

    state: str
    title: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    initial: bool
    terminal: bool
    full: str
    width: float
    height: float

    @property
    def rows_top(self) -> float:
        """Where the rows begin, from the card's top."""
        return _head_height(self.notes) + 6


class Label(NamedTuple):
    """Transitions with the same states on both ends; each source and the target have a card."""

    sources: tuple[str, ...]
    target: str
    rows: tuple[Row, ...]
    width: float
    height: float
    transitions: tuple[str, ...] = ()
    """All that it stands for, those its rows only count too."""


class Panel(NamedTuple):
    """The transitions that leave every state, as one card."""

    rows: tuple[Row, ...]
    width: float


Lines = Mapping[tuple[tuple[str, ...], str], list[Transition]]
"""(sources, target) → the transitions a label names."""


def card(flow: Flow, state: State, rows: Iterable[Row], room: float = 0) -> Card:
    """A state with the rows it carries, and `room` at the end of each."""
    shown = _capped(list(rows))
    initial, terminal = state.id == flow.initial_state, state.id in flow.terminal_states
    title = clipped(state.name, TITLE, TEXT_ROOM)
    notes = tuple(clipped(note, SMALL, TEXT_ROOM) for note in _notes(state))
    marks = 20 if initial or terminal else 0
    texts = [text_width(title, TITLE) + marks, *(text_width(note, SMALL) for note in notes)]
    width = max(CARD_LEAST, max(texts) + 2 * PAD + 6, *(row.width + 2 * PAD + room for row in shown))
    height = _head_height(notes) + (sum(row.height for row in shown) + 12 if shown else 0)
    full = "\n".join(filter(None, (state.name, state.description)))
    return Card(state.id, title, notes, shown, initial, terminal, full, _even(width), _even(height))


def label(sources: tuple[str, ...], target: str, transitions: Iterable[Transition], room: float = 0) -> Label:
    """The label of the line from `sources` to `target`, with `room` at the end of each row."""
    named = list(transitions)
    rows = _capped([row(transition) for transition in named])
    width = max(row.width for row in rows) + 2 * LABEL_PAD + 3 + room
    height = sum(row.height for row in rows) + 4
    return Label(sources, target, rows, _even(width), _even(height), tuple(one.id for one in named))


def row(transition: Transition, *, target: str = "", again: bool = False) -> Row:
    """A transition in words; `target` as its state's name where no line leads there."""
    words = trigger_words(transition.trigger)
    condition = "" if transition.when is None else f"if {guard_words(transition.when)}"
    full = f"{words}, {condition}" if condition else words
    return Row(
        transition=transition.id,
        kind=transition.trigger.type,
        words=clipped(words, WORDS, TEXT_ROOM - 40),
        condition=clipped(condition, SMALL, TEXT_ROOM - 40),
        target=clipped(target, WORDS, TEXT_ROOM - 90),
        again=again,
        full=full,
    )


def panel(flow: Flow, room: float = 0) -> Panel | None:
    """What can happen in every state, with `room` at the end of each row; or None."""
    rows = tuple(row(t, target=_name(flow, t.to_state)) for t in flow.transitions if t.from_any)
    return Panel(rows, _even(max(row.width for row in rows) + 2 * PAD + room)) if rows else None


def own_rows(flow: Flow) -> dict[str, list[Row]]:
    """State → the rows of what never is a line: stays, re-entries, targets that don't exist."""
    known = {state.id for state in flow.states}
    rows: dict[str, list[Row]] = {state: [] for state in known}
    for transition in flow.transitions:
        for source in dict.fromkeys(transition.from_states):
            if source not in known or transition.from_any:
                continue
            if transition.to_state is None or transition.to_state == source:
                rows[source].append(row(transition, again=transition.to_state == source))
            elif transition.to_state not in known:
                rows[source].append(row(transition, target=f"{transition.to_state}?"))
    return rows


def lines(flow: Flow) -> Lines:
    """What is drawn as a line between two different states, in file order."""
    known = {state.id for state in flow.states}
    found: dict[tuple[tuple[str, ...], str], list[Transition]] = {}
    for transition in flow.transitions:
        target = transition.to_state
        if target is None or target not in known or transition.from_any:
            continue
        sources = tuple(s for s in dict.fromkeys(transition.from_states) if s in known and s != target)
        if sources:
            found.setdefault((sources, target), []).append(transition)
    return found


def _notes(state: State) -> Iterator[str]:
    if state.enter:
        first, *others = state.enter
        more = f" · {len(others)} more" if others else ""
        yield _action_words(first) + more
    if isinstance(state.ask, Ask):
        yield f"asks for {readable(state.ask.into)}"


def _action_words(action: Action) -> str:
    about = next((name for kind, name in action.references() if kind == "message"), "")
    words = readable(action.type)
    return f"{words}: {readable(about)}" if about else words


def _capped(rows: list[Row]) -> tuple[Row, ...]:
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    rest = rows[MOST_ROWS - 1 :]
    full = "\n".join(row.full for row in rest)
    folded = tuple(row.transition for row in rest)
    return (*rows[: MOST_ROWS - 1], Row("", "more", f"{len(rest)} more", full=full, folded=folded))


def _name(flow: Flow, state: str | None) -> str:
    if state is None:
        return ""
    return next((known.name for known in flow.states if known.id == state), f"{state}?")


def _head_height(notes: tuple[str, ...]) -> float:
    return HEAD + NOTE_LINE * len(notes)


def _even(size: float) -> float:
    """Whole even pixels, so that centres are whole too."""
    return float(-(-size // 2) * 2)
