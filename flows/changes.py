"""Context changes: all that can move a process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

Kind = Literal["intent", "event", "timeout", "action", "manual"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EMPTY: Mapping[str, Any] = MappingProxyType({})
GOTO = "goto:"
"""The prefix of a manual value that moves a binding to a named state."""
TOLD_AS_EVENT = ("message", "operation", "sent_at", "due")
"""What conditions and texts read of `about` as `event.*`; the rest of it decides only whom a change goes to."""
MAX_DEPTH = 50
"""How far one cause may chain through effects, results and short timers; the next change is not applied."""


class ContextChange(NamedTuple):
    """What happened. `at` is when the store recorded it (UTC), never decreasing in a conversation.

    For a `timeout`, `value` is the check's name, None for one without a name, or the transition whose trigger armed it.
    """

    id: str
    kind: Kind
    value: str | None
    at: datetime
    payload: Mapping[str, Any] = EMPTY
    """Intents carry `{"slots": {…}}`; events and results their own keys."""
    channel: str | None = None
    source: str = "api"
    """Who says so: a channel's name, `api`, `check`, `timer` (armed by a trigger), `effect`, `operator`, `scenario`."""
    confidence: float | None = None
    """0–1 for what was understood; None where nothing was guessed."""
    binding_id: str | None = None
    visit: int | None = None
    """The visit whose effect or check this comes from; None belongs to the current one."""
    depth: int = 0
    """How many changes lead here without an outside cause."""
    about: Mapping[str, Any] = EMPTY
    """What the store knows besides; `TOLD_AS_EVENT` is read before a payload key of that name."""

    @property
    def slots(self) -> Mapping[str, Any]:
        """Values understood with an intent, by slot name."""
        slots = self.payload.get("slots") if self.kind == "intent" else None
        return slots if isinstance(slots, Mapping) else EMPTY
