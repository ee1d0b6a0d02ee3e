"""Whether, where and when a send goes: the questions that a contact policy and the channels answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from flows.model import Flow

SAME, PREFERRED = "same", "preferred"
"""Where the customer wrote last; where they asked to be written to."""


class SendFacts(NamedTuple):
    """What a contact policy knows of a send that is about to go."""

    flow: Flow
    now: datetime
    """UTC."""
    opted_out: bool = False
    last_word: bool = False
    """It was said before the contact opted out."""
    urgent: bool = False
    asked: bool = False
    """It answers what the customer said."""
    last_heard: datetime | None = None
    """When the customer wrote last (UTC)."""


class Go(NamedTuple):
    """Send it."""


class Later(NamedTuple):
    """Send it when the flow's hours begin (UTC)."""

    until: datetime


class Never(NamedTuple):
    """It may not be sent; the code and a sentence say why."""

    code: str
    reason: str


MaySend = Callable[[SendFacts], Go | Later | Never]


class Refusal(NamedTuple):
    """A channel can't carry this; the code and a sentence say why."""

    code: str
    reason: str


def channel_order(
    wanted: Sequence[str], current: str | None, asked_for: object, known: Sequence[str]
) -> list[str]:
    """The channels to try for a send, in the order its action names them, each once.

    `current` is where the customer wrote last, `asked_for` their `preferred_channel`, `known` where they can be
    reached at all.
    """

    def named() -> Iterator[str]:
        for name in wanted:
            if name not in (SAME, PREFERRED):
                yield name
            elif name == SAME and current is not None:
                yield current
            else:
                yield from (str(one) for one in (asked_for, current) if one)
                yield from known

    return list(dict.fromkeys(named()))
