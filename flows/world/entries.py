"""What is written down while something happens: the raw material of explanations and expectations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from flows.conversation import Told
from flows.effects import CallBackend, Effect, Escalate, Send
from flows.hearing import Understood
from flows.world.world import Armed, Said


class HeardEntry(NamedTuple):
    """The customer said something. `held`: an operator has the conversation, nobody understood it."""

    text: str
    detector: str
    """The detector's name; `button`, `given`, or `none` where nobody listened."""
    heard: tuple[Understood, ...]
    scores: tuple[tuple[str, float], ...] = ()
    held: bool = False


class ToldEntry(NamedTuple):
    """A binding was told of a change."""

    told: Told


class EffectEntry(NamedTuple):
    """A decision's effect is recorded."""

    effect: Effect
    binding_id: str


class SaidEntry(NamedTuple):
    """A message was said. `waiting`: its result comes by hand."""

    said: Said
    waiting: bool = False


class SendEntry(NamedTuple):
    """What became of a send that was not said."""

    send: Send
    binding_id: str
    fate: Literal["planned", "held", "postponed", "failed", "void"]
    why: str
    at: datetime
    """When it is to go, or when that happened."""


class CallEntry(NamedTuple):
    """What became of a backend call."""

    call: CallBackend
    binding_id: str
    fate: Literal["done", "waiting", "failed"]
    answer: Mapping[str, Any]
    at: datetime


class TimerEntry(NamedTuple):
    """A timer was set, made void, or came due."""

    timer: Armed
    fate: Literal["armed", "void", "due"]


class HandedEntry(NamedTuple):
    """A process handed the conversation to an operator."""

    escalate: Escalate
    binding_id: str


class ProblemEntry(NamedTuple):
    """Something could not be done, in a sentence."""

    sentence: str


Entry = (
    HeardEntry | ToldEntry | EffectEntry | SaidEntry | SendEntry | CallEntry | TimerEntry | HandedEntry
    | ProblemEntry
)  # fmt: skip
