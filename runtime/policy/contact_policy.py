"""The contact policy: the one function that every send passes before its attempt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from flows.hours import parse_hours
from flows.model import Flow
from runtime import clock
from runtime.store import bindings, contacts, flows, messages
from runtime.store.tables import ConversationRow, OutboxRow

PRESENT = timedelta(minutes=5)
"""How long after their last message a customer counts as present: what is sent then is asked for."""


class Go(NamedTuple):
    """Send it."""


class Later(NamedTuple):
    """Send it when the flow's hours begin (UTC)."""

    until: datetime


class Never(NamedTuple):
    """It may not be sent; the code and a sentence say why."""

    code: str
    reason: str


def may_send(session: Session, conversation: ConversationRow, row: OutboxRow) -> Go | Later | Never:
    """Whether a send may go now: not to who opted out, and in the flow's hours unless asked for or urgent."""
    facts = contacts.facts(session, conversation.contact_id)
    if facts.opted_out and not row.payload["last_word"]:
        return Never("opted_out", "The contact asked not to be written to.")
    binding = bindings.get(session, row.binding_id).binding
    flow = flows.loaded(session, binding.process_type, binding.version)
    if flow.hours is None or row.payload["content"]["urgent"] or row.asked or _present(session, conversation):
        return Go()
    opening = _next_opening(flow, clock.now())
    return Go() if opening <= clock.now() else Later(opening)


def _next_opening(flow: Flow, now: datetime) -> datetime:
    ground = flow.compiled.ground
    return parse_hours(flow.hours or "").next_opening(now, ground.zone, ground.calendar)


def _present(session: Session, conversation: ConversationRow) -> bool:
    heard = messages.last_heard(session, conversation.id)
    return heard is not None and clock.now() - heard < PRESENT
