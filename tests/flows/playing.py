"""Scenarios for tests to play, understood by a detector that everyone can follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.hearing import Hearing, Understanding, Understood
from flows.model import Flow
from flows.scenario import Played, play
from flows.scenario_model import Scenario

MESSAGES = {
    "reminder": {"text": "Please pay.", "buttons": [{"title": "Already paid", "intent": "claims_paid"}]},
    "thanks": {"text": "Thank you."},
    "pardon": {"text": "Pardon?"},
}


def send(message: str) -> dict[str, Any]:
    """The action that sends one of `MESSAGES`."""
    return {"type": "send_message", "message": message}


def understand(text: str, hearing: Hearing, now: datetime) -> Understanding:
    """Hears an intent whose id is a word of the text, and Friday as a slot."""
    slots = {"promised": "2026-03-06"} if "Friday" in text else {}
    heard = [Understood(h.intent, 0.8, slots, text) for h in hearing.intents if h.intent in text]
    return Understanding(tuple(heard), "words")


def played(made: Flow, *steps: dict[str, Any], **begin: Any) -> Played:
    """Play these steps; `begin` is the scenario's start."""
    return play(made, Scenario.model_validate({"name": "a day", "start": begin, "steps": steps}), understand)


def problems(result: Played) -> list[str]:
    """Everything that came out otherwise than expected."""
    return [problem for step in result.steps for problem in step.problems]
