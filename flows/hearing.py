"""What a conversation can hear at this moment, and what was heard: the shapes between `decide` and any detector."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from flows.model import DataField

ANSWER = "answer"
"""The reserved intent of a reply that parses as the field a state asks for."""
UNMATCHED = "unmatched"
"""The reserved intent of a message for which no binding takes a transition."""
RESERVED = (ANSWER, UNMATCHED)
MAX_INTENTS = 3
"""How many intents one message may carry, in spoken order."""


class Hearable(NamedTuple):
    """One intent that some binding listens for now; examples of flows that share the id are united."""

    intent: str
    description: str
    examples: tuple[str, ...]
    slots: Mapping[str, DataField]
    """Slot name → the data field it is parsed as."""


class Question(NamedTuple):
    """An `ask` that waits for its answer."""

    binding_id: str
    name: str
    field: DataField


class Hearing(NamedTuple):
    """Everything a detector may answer with, and where the customer is."""

    intents: tuple[Hearable, ...]
    question: Question | None = None
    locale: str = "en"
    timezone: str = "UTC"

    def digest(self) -> str:
        """A key under which what was understood may be kept: it changes when any candidate does."""
        question = self.question and [
            self.question.binding_id,
            self.question.name,
            self.question.field.model_dump(),
        ]
        intents = [
            [h.intent, h.description, h.examples, {name: f.model_dump() for name, f in h.slots.items()}]
            for h in self.intents
        ]
        text = json.dumps([intents, question, self.locale, self.timezone], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


class Understood(NamedTuple):
    """One intent heard in a message: `evidence` is the verbatim span, `slots` are JSON values by field."""

    intent: str
    confidence: float
    slots: Mapping[str, Any]
    evidence: str


class Understanding(NamedTuple):
    """What a detector made of one message: up to `MAX_INTENTS`, in spoken order; none when it abstains."""

    heard: tuple[Understood, ...]
    detector: str
    scores: tuple[tuple[str, float], ...] = ()
    """Best first, as the detector saw them, those below its threshold too: for traces and the sandbox."""
