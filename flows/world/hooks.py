"""What a pretend conversation asks of whoever plays it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flows.binding import Binding, as_binding
from flows.effects import Content
from flows.hearing import Hearing, Understanding
from flows.sending import Go, Later, MaySend, Never, Refusal, SendFacts

Understand = Callable[[str, Hearing, datetime], Understanding]
"""The detector in use: text, what can be heard, now (UTC)."""
Fit = Callable[[Content, str], Content | Refusal]
"""A message as a channel carries it, or why it can't."""


def anyone_willing(send: SendFacts) -> Go | Later | Never:
    """The policy where none is given: who opted out isn't written to, all others are at any hour."""
    if send.opted_out and not send.last_word:
        return Never("opted_out", "The contact asked not to be written to.")
    return Go()


def as_it_is(content: Content, _channel: str) -> Content:
    """Where no channel is known, nothing is cut."""
    return content


def reloaded(binding: Binding) -> Binding:
    """As it comes back from being stored."""
    return as_binding(json.loads(json.dumps(binding.as_json())))


class Hooks(NamedTuple):
    """Understanding, the contact policy, the channels and the store."""

    understand: Understand
    may_send: MaySend = anyone_willing
    fit: Fit = as_it_is
    channels: tuple[str, ...] | None = None
    """Where the contact is reached, oldest first; None: on every channel that is named."""
    own: tuple[str, ...] = ()
    """Channels on which everybody is reached, tried when `same` and `preferred` find none."""
    stored: Callable[[Binding], Binding] = reloaded
    """What becomes of a process between one thing that happens and the next."""
