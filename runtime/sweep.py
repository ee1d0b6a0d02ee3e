"""The sweep: every second, what is due and nobody works on is taken up. It makes losing Redis cost seconds only."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from runtime import clock
from runtime.store import changes, checks, outbox
from runtime.store.session import Database

EVERY = 1.0
LIMIT = 500
LEFT_ALONE = timedelta(seconds=1)
"""A change younger than this is on its way to a worker already."""


async def sweep(database: Database) -> list[str]:
    """Fire what is due, and return the conversations that need a worker."""
    fired = await database.write(fire_checks) if await database.read(_checks_are_due) else []
    return list(dict.fromkeys((*fired, *await database.read(_waiting))))


def _checks_are_due(session: Session) -> bool:
    return bool(checks.due(session, clock.now(), 1))


def fire_checks(session: Session) -> list[str]:
    """Turn each check that is due into a change, once, and return their conversations."""
    due = checks.due(session, clock.now(), LIMIT)
    for row in due:
        checks.spend(session, row)
        by_trigger = row.transition is not None
        changes.store(
            session,
            row.conversation_id,
            changes.NewChange(
                "timeout",
                row.transition if by_trigger else row.name,
                source=changes.TIMER if by_trigger else changes.CHECK,
                source_id=str(row.order),
                about={"due": row.due.isoformat()},
                binding_id=row.binding_id,
                visit=None if row.keep else row.visit,
                depth=row.depth,
            ),
        )
    return [row.conversation_id for row in due]


def _waiting(session: Session) -> list[str]:
    now = clock.now()
    waiting = changes.conversations_waiting(session, now, LEFT_ALONE, LIMIT)
    return [*waiting, *outbox.conversations_due(session, now, LIMIT)]
