"""What is drawn by hand: Payment collection, and a part of it in which everything that one can draw occurs."""

from __future__ import annotations

import pytest

from flows import codec
from flows.library import shipped
from flows.model import Flow

_INTENTS = ("promise_to_pay", "claims_paid", "asks_details", "asks_person", "opt_out")
_MESSAGES = ("which_day", "not_understood", "handed_over")
_TRANSITIONS = (
    "remind", "promise", "promise_too_far", "broken", "nudge", "claim_again", "more_time", "opt_out", "paid",
    "resume", "close",
)  # fmt: skip


def whole() -> Flow:
    """The shipped flow."""
    return codec.load(shipped()["payment_collection"])


def some_words() -> Flow:
    """With a part of what it hears and says."""
    plan = whole()
    heard = {name: plan.intents[name] for name in _INTENTS}
    said = {name: plan.messages[name] for name in _MESSAGES}
    return plan.model_copy(update={"intents": heard, "messages": said})


def some_ways() -> Flow:
    """With one transition of each kind."""
    plan = whole()
    ways = tuple(way for way in plan.transitions if way.id in _TRANSITIONS)
    return plan.model_copy(update={"transitions": ways})


WORDS = [pytest.param(some_words, id="some"), pytest.param(whole, id="whole", marks=pytest.mark.proof)]
WAYS = [pytest.param(some_ways, id="some"), pytest.param(whole, id="whole", marks=pytest.mark.proof)]
