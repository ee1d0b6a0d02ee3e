"""The turn: one conversation's changes, strictly in the order they were stored.

A change is handled in one transaction. Only understanding a message happens outside of any: the turn's lease is
then held, and what was understood counts if the conversation still hears the same when the turn comes back.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from flows.hearing import Hearing, Understanding
from runtime import clock
from runtime.ids import new_id
from runtime.store import changes, contacts
from runtime.store.session import Database
from runtime.store.tables import ChangeRow, ConversationRow
from runtime.telling import can_hear, next_change, tell
from runtime.understanding.detector import Detector

LEASE = timedelta(seconds=10)
"""How long a conversation waits for a worker that died while it understood a message."""
HEARING_SECONDS = 8
"""How long a message may take to be understood: less than the lease."""
log = logging.getLogger(__name__)


class Listen(NamedTuple):
    """A message that waits to be understood; `at` is when it was stored (UTC)."""

    change_id: str
    text: str
    at: datetime
    hearing: Hearing


class Heard(NamedTuple):
    """What was understood of a message, and among which candidates."""

    change_id: str
    digest: str
    understanding: Understanding


class Moved(NamedTuple):
    """A change was handled; there may be more."""


class Rest(NamedTuple):
    """Nothing can be turned now: nothing waits, it has to wait, or somebody else turns."""


async def turn(database: Database, detector: Detector, conversation_id: str) -> int:
    """Handle the changes of a conversation until none can go on, and return how many were handled."""
    token, heard, handled = new_id(), None, 0
    try:
        while True:
            step = partial(_step, conversation_id=conversation_id, token=token, heard=heard)
            match await database.write(step):
                case Listen() as listen:
                    heard = await _understand(detector, listen)
                case Moved():
                    handled += 1
                case Rest():
                    return handled
    except asyncio.CancelledError:
        # Told to stop: whoever goes on with this conversation needn't wait for the lease to end.
        await database.write(partial(_let_go, conversation_id=conversation_id, token=token))
        raise


async def _understand(detector: Detector, listen: Listen) -> Heard:
    understanding = Understanding((), detector.name)
    try:
        async with asyncio.timeout(HEARING_SECONDS):
            understanding = await detector.hear(listen.text, listen.hearing, listen.at)
    except Exception:
        # Whatever goes wrong there, the customer is answered: as one who wasn't understood.
        log.exception("the detector %s failed", detector.name)
    return Heard(listen.change_id, listen.hearing.digest(), understanding)


def _step(
    session: Session, *, conversation_id: str, token: str, heard: Heard | None
) -> Listen | Moved | Rest:
    conversation = contacts.conversation(session, conversation_id)
    if not _mine(conversation, token):
        return Rest()
    row = next_change(session, conversation_id)
    if row is None:
        _release(session, conversation)
        return Rest()
    try:
        with session.begin_nested():
            return _handle(session, conversation, row, token, heard)
    except OperationalError:
        raise
    except Exception:
        # A change that can't be handled must not stop the conversation for ever: it is set aside.
        log.exception("change %s of conversation %s could not be handled", row.id, conversation_id)
        changes.handled(session, row, "failed")
        return Moved()


def _handle(
    session: Session, conversation: ConversationRow, row: ChangeRow, token: str, heard: Heard | None
) -> Listen | Moved:
    listen = _listen(session, conversation, row, heard)
    if listen is not None:
        conversation.turn_token, conversation.turn_until = token, clock.now() + LEASE
        session.add(conversation)
        return listen
    understanding = heard.understanding if heard is not None and heard.change_id == row.id else None
    tell(session, conversation, row, understanding)
    return Moved()


def _listen(
    session: Session, conversation: ConversationRow, row: ChangeRow, heard: Heard | None
) -> Listen | None:
    hearing = can_hear(session, conversation, row)
    if hearing is None:
        return None
    if heard is not None and heard.change_id == row.id and heard.digest == hearing.digest():
        return None
    return Listen(row.id, str(row.payload["text"]), row.at, hearing)


def _mine(conversation: ConversationRow, token: str) -> bool:
    until = conversation.turn_until
    return conversation.turn_token in (None, token) or until is None or until <= clock.now()


def _release(session: Session, conversation: ConversationRow) -> None:
    if conversation.turn_token is not None:
        conversation.turn_token = conversation.turn_until = None
        session.add(conversation)


def _let_go(session: Session, *, conversation_id: str, token: str) -> None:
    conversation = contacts.conversation(session, conversation_id)
    if conversation.turn_token == token:
        _release(session, conversation)
