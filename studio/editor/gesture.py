"""What a gesture comes to, and the small things that all of them need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any, NamedTuple

from flows.model import ANY, Flow, State, Transition
from flows.renaming import Noun
from studio.editor.commands import Command
from studio.errors import EditRefused

_WORDS = {"data": "data field"}


class Renamed(NamedTuple):
    """A part that has another id now."""

    kind: Noun
    old: str
    new: str


class Gesture(NamedTuple):
    """A command, and what people call it: “Delete “Overdue” and 2 transitions”."""

    command: Command
    label: str
    renamed: Renamed | None = None


def state_of(flow: Flow, identifier: str) -> State:
    """Raises EditRefused where there is none."""
    for state in flow.states:
        if state.id == identifier:
            return state
    raise EditRefused(f"There is no state “{identifier}” any more.")


def transition_of(flow: Flow, identifier: str) -> Transition:
    """Raises EditRefused where there is none."""
    for transition in flow.transitions:
        if transition.id == identifier:
            return transition
    raise EditRefused(f"There is no transition “{identifier}” any more.")


def expect_state(flow: Flow, identifier: str | None, *, any_state: bool = False) -> None:
    """Raises EditRefused for a state that isn't there; None leads nowhere, which is allowed."""
    if identifier is not None and not (any_state and identifier == ANY):
        state_of(flow, identifier)


def expect_free(noun: Noun, identifier: str, taken: Collection[str]) -> None:
    """Raises EditRefused for an id that another part has."""
    if identifier in taken:
        raise EditRefused(f"There is already a {_WORDS.get(noun, noun)} “{identifier}”; choose another name.")


def free_id(wanted: str, taken: Collection[str]) -> str:
    """The id itself, or with the first number that is free."""
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted[:58]}_{number}"
    return free


def id_from(title: str) -> str:
    """`Reminder sent!` as an id: `reminder_sent`; nothing where no letter or digit is left."""
    plain = unicodedata.normalize("NFC", title).casefold()
    return re.sub(r"\W+", "_", plain).strip("_")[:60]


def name_of(identifier: str) -> str:
    """What a state of this id is called that has no title; the id may be none."""
    return State.model_construct(id=identifier, title="").name


def own_title(identifier: str, title: str) -> str:
    """The title to keep: none where the id already reads like it."""
    words = " ".join(title.split())
    return "" if words == name_of(identifier) else words


def merged(value: Any, changes: dict[str, Any], allowed: Collection[str]) -> dict[str, Any]:
    """A part's JSON with some keys changed; null takes one out. Raises EditRefused for keys not allowed."""
    for key in changes:
        if key not in allowed:
            raise EditRefused(f"“{key}” can't be changed here.")
    whole = {"id": value} if isinstance(value, str) else dict(value)
    whole |= changes
    return {key: part for key, part in whole.items() if part is not None}


def plural(count: int, word: str) -> str:
    """“1 transition”, “2 transitions”."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
