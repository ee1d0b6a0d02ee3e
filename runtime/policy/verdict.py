"""The contact policy itself, pure: what is known of a send in, whether it may go out."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.hours import parse_hours
from flows.model import Flow
from flows.sending import Go, Later, Never, SendFacts

PRESENT = timedelta(minutes=5)
"""How long after their last message a customer counts as present: what is sent then is asked for."""


def verdict(send: SendFacts) -> Go | Later | Never:
    """Whether a send may go now: not to who opted out, and in the flow's hours unless asked for or urgent."""
    if send.opted_out and not send.last_word:
        return Never("opted_out", "The contact asked not to be written to.")
    if send.flow.hours is None or send.urgent or send.asked or _present(send):
        return Go()
    opening = _next_opening(send.flow, send.now)
    return Go() if opening <= send.now else Later(opening)


def _present(send: SendFacts) -> bool:
    return send.last_heard is not None and send.now - send.last_heard < PRESENT


def _next_opening(flow: Flow, now: datetime) -> datetime:
    ground = flow.compiled.ground
    return parse_hours(flow.hours or "").next_opening(now, ground.zone, ground.calendar)
