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
    """A change was handled; there are more."""


class Rest(NamedTuple):
    """Nothing more can be turned: nothing waits, it has to wait, or somebody else turns. `last` counts one more."""

    last: int


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
                case Rest(last):
                    return handled + last
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
        return Rest(0)
    row = next_change(session, conversation_id)
    if row is None:
        return _rest(session, conversation, 0)
    try:
        with session.begin_nested():
            listen = _handle(session, conversation, row, token, heard)
    except OperationalError:
        raise
    except Exception:
        # A change that can't be handled must not stop the conversation for ever: it is set aside.
        log.exception("change %s of conversation %s could not be handled", row.id, conversation_id)
        changes.handled(session, row, "failed")
        listen = None
    if listen is not None:
        return listen
    return Moved() if next_change(session, conversation_id) else _rest(session, conversation, 1)


def _handle(
    session: Session, conversation: ConversationRow, row: ChangeRow, token: str, heard: Heard | None
) -> Listen | None:
    """Tell the change, or say what has to be understood first."""
    hearing = can_hear(session, conversation, row)
    known = heard if heard is not None and heard.change_id == row.id else None
    if hearing is not None and (known is None or known.digest != hearing.digest()):
        conversation.turn_token, conversation.turn_until = token, clock.now() + LEASE
        session.add(conversation)
        return Listen(row.id, str(row.payload["text"]), row.at, hearing)
    tell(session, conversation, row, known.understanding if known else None)
    return None


def _mine(conversation: ConversationRow, token: str) -> bool:
    until = conversation.turn_until
    return conversation.turn_token in (None, token) or until is None or until <= clock.now()


def _rest(session: Session, conversation: ConversationRow, last: int) -> Rest:
    """The lease goes in the last change's own transaction: one less before the reply."""
    _release(session, conversation)
    return Rest(last)


def _release(session: Session, conversation: ConversationRow) -> None:
    if conversation.turn_token is not None:
        conversation.turn_token = conversation.turn_until = None
        session.add(conversation)


def _let_go(session: Session, *, conversation_id: str, token: str) -> None:
    conversation = contacts.conversation(session, conversation_id)
    if conversation.turn_token == token:
        _release(session, conversation)
