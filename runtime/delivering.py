"""Effects attempted: claimed in order, tried once, settled; what can be done in our own rows is one transaction."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from runtime.backend.backend import Backend
from runtime.effects import send_message, update_backend
from runtime.errors import DeliveryError
from runtime.store import outbox
from runtime.store.session import Database

log = logging.getLogger(__name__)
CALL = "update_backend"


async def deliver_next(database: Database, backend: Backend, conversation_id: str) -> bool:
    """Attempt the next effect of a conversation that may go now; False when there is none."""
    claim = await database.write(partial(_claim, conversation_id=conversation_id))
    if claim is not None and claim.type == CALL:
        await _call(database, backend, claim)
    return claim is not None


def _claim(session: Session, *, conversation_id: str) -> outbox.Claim | None:
    row = outbox.claim(session, conversation_id)
    if row is None:
        return None
    claim = outbox.Claim(row.key, row.attempts, row.type, row.payload)
    if row.type == CALL:
        return claim
    try:
        with session.begin_nested():
            send_message.deliver(session, row)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("%s could not be sent", claim.key)
        send_message.fail(session, row, _broken(error))
    return claim


async def _call(database: Database, backend: Backend, claim: outbox.Claim) -> None:
    answer: object
    try:
        answer = await update_backend.attempt(backend, claim)
    except DeliveryError as error:
        answer = error
    except asyncio.CancelledError:
        # Told to stop: another worker tries again soon, rather than when the lease ends.
        stopped = DeliveryError("stopped", "The worker was stopped meanwhile.", retryable=True)
        await database.write(partial(_settle, claim=claim, answer=stopped))
        raise
    except Exception as error:
        log.exception("the backend failed at %s", claim.key)
        answer = _broken(error)
    await database.write(partial(_settle, claim=claim, answer=answer))


def _broken(error: Exception) -> DeliveryError:
    return DeliveryError("broken", f"The connector failed: {type(error).__name__}.", retryable=True)


def _settle(session: Session, *, claim: outbox.Claim, answer: object) -> None:
    row = outbox.mine(session, claim.key, claim.attempt)
    if row is not None:
        update_backend.settle(session, row, answer)
