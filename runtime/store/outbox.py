"""Effects to carry out: claimed by one worker at a time, in order within a conversation, settled once.

`attempts` is the fencing token: a claim counts it up, and only that claim may settle.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, or_, select, update

from runtime import clock
from runtime.store.tables import DeliveryRow, OutboxRow

PENDING, CLAIMED, HELD, DONE, FAILED, VOID = "pending", "claimed", "held", "done", "failed", "void"
LEASE = timedelta(seconds=60)
"""How long a claim holds when its worker is not heard of again."""


class NewEffect(NamedTuple):
    """An effect to be stored; `payload` is JSON."""

    key: str
    conversation_id: str
    binding_id: str
    visit: int
    type: str
    payload: dict[str, Any]
    not_before: datetime
    planned: bool = False
    keep: bool = False
    asked: bool = False
    held: bool = False
    depth: int = 0


class Claim(NamedTuple):
    """An effect that this worker has under way; `attempt` is its fencing token."""

    key: str
    attempt: int
    type: str
    payload: dict[str, Any]


def add(session: Session, new: NewEffect) -> None:
    """Store an effect; the same key twice is an error of the caller."""
    values = new._asdict()
    status = HELD if values.pop("held") else PENDING
    session.add(OutboxRow(**values, status=status, created_at=clock.now()))


def claim(session: Session, conversation_id: str) -> OutboxRow | None:
    """Take the next effect of a conversation that may go now; None while an earlier one is under way."""
    now = clock.now()
    row = session.exec(
        select(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, _ready(now))
        .order_by(col(OutboxRow.order))
        .limit(1)
    ).first()
    if row is None or _overtakes(session, row, now):
        return None
    row.status, row.attempts, row.lease_until = CLAIMED, row.attempts + 1, now + LEASE
    session.add(row)
    session.flush()
    return row


def _ready(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(col(OutboxRow.status) == PENDING, col(OutboxRow.not_before) <= now),
        and_(col(OutboxRow.status) == CLAIMED, col(OutboxRow.lease_until) < now),
    )


def _overtakes(session: Session, row: OutboxRow, now: datetime) -> bool:
    """Whether an earlier effect of the conversation is under way, or waits to be tried again."""
    earlier = select(OutboxRow.order).where(
        OutboxRow.conversation_id == row.conversation_id,
        col(OutboxRow.order) < row.order,
        or_(
            and_(OutboxRow.status == CLAIMED, col(OutboxRow.lease_until) >= now),
            and_(OutboxRow.status == PENDING, OutboxRow.attempts > 0),
        ),
    )
    return session.exec(earlier.limit(1)).first() is not None


def mine(session: Session, key: str, attempt: int) -> OutboxRow | None:
    """The row of a claim, if the claim still holds."""
    return session.exec(
        select(OutboxRow).where(
            OutboxRow.key == key, OutboxRow.attempts == attempt, OutboxRow.status == CLAIMED
        )
    ).first()


def settle(session: Session, row: OutboxRow, status: str, delivery: DeliveryRow | None = None) -> None:
    """The effect is over: done, failed or void."""
    row.status, row.settled_at, row.lease_until = status, clock.now(), None
    session.add(row)
    if delivery is not None:
        session.add(delivery)


def postpone(session: Session, row: OutboxRow, until: datetime, delivery: DeliveryRow | None = None) -> None:
    """Try again later (UTC); without a delivery it was no attempt at all."""
    row.status, row.not_before, row.lease_until = PENDING, until, None
    if delivery is None:
        row.attempts = 0
    else:
        session.add(delivery)
    session.add(row)


def leave(session: Session, binding_id: str) -> None:
    """The visit ended: follow-ups planned in it are void, but those to be kept."""
    session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.binding_id) == binding_id, col(OutboxRow.planned), ~col(OutboxRow.keep),
            col(OutboxRow.status).in_((PENDING, HELD)), col(OutboxRow.attempts) == 0,
        )
        .values(status=VOID)
    )  # fmt: skip


def keep_held(session: Session, row: OutboxRow) -> None:
    """An operator has the conversation: this waits for the release."""
    row.status, row.attempts, row.lease_until = HELD, 0, None
    session.add(row)


def release(session: Session, conversation_id: str, visits: dict[str, int]) -> None:
    """The operator is done: held sends go if their visit is current or they are to be kept, else they are void."""
    held = session.exec(
        select(OutboxRow).where(OutboxRow.conversation_id == conversation_id, OutboxRow.status == HELD)
    ).all()
    for row in held:
        current = row.keep or visits.get(row.binding_id) == row.visit
        row.status = PENDING if current else VOID
        session.add(row)


def unsettled(session: Session, conversation_id: str, types: tuple[str, ...], before: datetime) -> bool:
    """Whether effects of these types, stored before a time, are still under way."""
    now = clock.now()
    return bool(
        session.exec(
            select(
                exists().where(
                    col(OutboxRow.conversation_id) == conversation_id,
                    col(OutboxRow.type).in_(types),
                    col(OutboxRow.status).in_((PENDING, CLAIMED)),
                    # One to be tried again is under way too; one planned for later is not.
                    or_(col(OutboxRow.not_before) <= now, col(OutboxRow.attempts) > 0),
                    col(OutboxRow.created_at) <= before,
                )
            )
        ).one()
    )


def conversations_due(session: Session, now: datetime, limit: int) -> list[str]:
    """Conversations with effects that could go now."""
    return list(session.exec(select(OutboxRow.conversation_id).where(_ready(now)).distinct().limit(limit)))


def deliveries(session: Session, keys: list[str]) -> list[DeliveryRow]:
    """The attempts at these effects, oldest first."""
    return list(
        session.exec(
            select(DeliveryRow).where(col(DeliveryRow.key).in_(keys)).order_by(col(DeliveryRow.order))
        )
    )


def of_binding(session: Session, binding_id: str) -> list[OutboxRow]:
    """A binding's effects, oldest first."""
    return list(
        session.exec(
            select(OutboxRow).where(OutboxRow.binding_id == binding_id).order_by(col(OutboxRow.order))
        )
    )
