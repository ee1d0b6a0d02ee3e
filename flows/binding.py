"""A binding: one process instance in a conversation, as `decide` sees it; and the facts around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flows.changes import EMPTY


class Binding(NamedTuple):
    """Immutable: `decide` returns the next one. `data` holds JSON values; dates are ISO strings."""

    binding_id: str
    process_type: str
    version: int
    state: str
    visit: int
    """Counts entries of any state; 0 before the start."""
    entered_at: datetime
    revision: int
    """Counts what was applied: taken transitions, `goto:`, answers to unmatched messages."""
    data: Mapping[str, Any] = EMPTY
    visits: Mapping[str, int] = EMPTY
    """How often each state was entered."""
    misses: int = 0
    """Unmatched messages since the last taken transition."""

    def as_json(self) -> dict[str, Any]:
        """JSON values, as a store keeps them."""
        plain = {
            "entered_at": self.entered_at.isoformat(),
            "data": dict(self.data),
            "visits": dict(self.visits),
        }
        return {**self._asdict(), **plain}


def as_binding(stored: Mapping[str, Any]) -> Binding:
    """What `as_json` made, as a binding again."""
    return Binding(**{**stored, "entered_at": datetime.fromisoformat(stored["entered_at"])})


class ContactFacts(NamedTuple):
    """What is known of the person."""

    name: str | None = None
    locale: str | None = None
    timezone: str | None = None
    tags: tuple[str, ...] = ()
    opted_out: bool = False
    attributes: Mapping[str, Any] = EMPTY


class ConversationFacts(NamedTuple):
    """`bucket` is 0–99, a stable hash of the conversation, for experiments."""

    channel: str | None = None
    held: bool = False
    bucket: int = 0


class Facts(NamedTuple):
    """What guards and texts may read beside the binding."""

    contact: ContactFacts = ContactFacts()
    conversation: ConversationFacts = ConversationFacts()
