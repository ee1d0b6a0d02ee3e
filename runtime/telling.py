"""One change told to the bindings it concerns, and everything that follows stored with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from flows.changes import ContextChange
from flows.conversation import Seat, Told, hearing, hears, intents, tell_message
from flows.conversation import tell as tell_seats
from flows.hearing import Hearing, Understanding, Understood
from flows.opening import starters
from runtime import clock
from runtime.applying import apply_decision
from runtime.effects.escalate import RELEASED, release
from runtime.starting import start_by_change
from runtime.store import bindings, changes, contacts, flows, messages, outbox
from runtime.store.tables import ChangeRow, ConversationRow

SENDS = ("send_message", "enqueue_followup")
CALLS = ("update_backend",)
SEND_PATIENCE = timedelta(seconds=5)
"""How long a message waits for earlier sends, so that a reply never overtakes what it answers."""
CALL_PATIENCE = timedelta(seconds=30)
"""How long a message waits for the company's system to answer."""


def next_change(session: Session, conversation_id: str) -> ChangeRow | None:
    """The oldest change that waits, when it may be turned now.

    A message waits for what was sent or asked before it, and the results of that go first though they were stored
    later: what the customer says may be a reply to it.
    """
    row = changes.next_waiting(session, conversation_id)
    if row is None or row.kind != changes.MESSAGE:
        return row
    result = changes.result_before(session, row)
    if result is None:
        return None if _has_to_wait(session, row) else row
    # In a conversation time never runs backwards: what goes before the message came before it.
    result.at = row.at
    session.add(result)
    return result


def _has_to_wait(session: Session, row: ChangeRow) -> bool:
    age = clock.now() - row.at
    return (age < SEND_PATIENCE and outbox.unsettled(session, row.conversation_id, SENDS, row.at)) or (
        age < CALL_PATIENCE and outbox.unsettled(session, row.conversation_id, CALLS, row.at)
    )


def can_hear(session: Session, conversation: ConversationRow, row: ChangeRow) -> Hearing | None:
    """What a message has to be understood among; None where there is nothing to understand."""
    if row.kind != changes.MESSAGE or conversation.held or _pressed(session, row) is not None:
        return None
    seats = _listeners(session, row)
    opening = starters(flows.startable(session), seats)
    if not opening and all(seat.ended for seat in seats):
        return None
    facts = contacts.facts(session, conversation.contact_id)
    return hearing(seats, facts, facts.timezone, opening)


def _listeners(session: Session, row: ChangeRow) -> list[Seat]:
    """Who hears a message: a process that was opened after it was written isn't meant by it."""
    return bindings.seats(session, row.conversation_id, opened_by=row.at)


def tell(
    session: Session, conversation: ConversationRow, row: ChangeRow, understanding: Understanding | None
) -> None:
    """Handle a change: decide for each binding concerned, store what came of it, and mark it handled."""
    change = changes.as_change(row)
    if row.kind == changes.MESSAGE:
        _tell_message(session, conversation, row, change, understanding)
        return
    seats = bindings.seats(session, conversation.id, named=change.binding_id)
    told = tell_seats(seats, change, contacts.all_facts(session, conversation))
    _store(session, conversation, seats, told)
    opened = _opened(session, conversation, seats, change, told)
    changes.handled(session, row, _result(told, opened))
    if change.kind == "action" and change.value == RELEASED:
        release(session, conversation, change.at)


def _opened(
    session: Session,
    conversation: ConversationRow,
    seats: list[Seat],
    change: ContextChange,
    told: list[Told],
) -> list[str]:
    taken = any(item.decision.trace.applied for item in told)
    return [] if taken or change.kind != "event" else start_by_change(session, conversation, seats, change)


def _tell_message(
    session: Session,
    conversation: ConversationRow,
    row: ChangeRow,
    message: ContextChange,
    understanding: Understanding | None,
) -> None:
    if conversation.held:
        changes.handled(session, row, changes.HELD)
        return
    seats = _listeners(session, row)
    pressed = _pressed(session, row)
    heard = understanding.heard if understanding is not None else ()
    if pressed is not None:
        heard, replied_to = (pressed[0],), pressed[1]
        seats = [seat._replace(replied_to=seat.binding.binding_id == replied_to) for seat in seats]
    question = hearing(seats, contacts.facts(session, conversation.contact_id)).question
    message = message._replace(about={**message.about, "message": row.payload["text"]}, payload={})
    understood = intents(message, heard, question)
    opened = _open_unheard(session, conversation, seats, understood)
    told = (
        [] if opened else tell_message(seats, message, understood, contacts.all_facts(session, conversation))
    )
    _store(session, conversation, seats, told)
    changes.handled(session, row, _result(told, opened), _noted(understanding, heard))


def _open_unheard(
    session: Session, conversation: ConversationRow, seats: list[Seat], understood: list[ContextChange]
) -> list[str]:
    """Open the processes that start with what was said, where no open binding listens for any of it."""
    if any(hears(seats, change.value or "") for change in understood):
        return []
    return [
        binding for change in understood for binding in start_by_change(session, conversation, seats, change)
    ]


def _pressed(session: Session, row: ChangeRow) -> tuple[Understood, str | None] | None:
    """The intent of a button of the latest message, when the text is its title; the detector isn't asked."""
    shown = messages.last_from_business(session, row.conversation_id)
    text = str(row.payload["text"]).strip().casefold()
    for title, intent in shown.buttons if shown is not None else ():
        if title.strip().casefold() == text:
            return Understood(intent, 1.0, {}, title), shown.binding_id if shown else None
    return None


def _store(
    session: Session, conversation: ConversationRow, seats: Sequence[Seat], told: Sequence[Told]
) -> None:
    by_id = {seat.binding.binding_id: seat.flow for seat in seats}
    for item in told:
        apply_decision(session, conversation, by_id[item.before.binding_id], item)


def _result(told: Sequence[Told], opened: Sequence[str]) -> str:
    if opened:
        return "started"
    outcomes = [item.decision.trace.outcome for item in told]
    applied = [item.decision.trace.outcome for item in told if item.decision.trace.applied]
    return next(iter((*applied, *outcomes)), "nobody")


def _noted(understanding: Understanding | None, heard: Sequence[Understood]) -> dict[str, object]:
    """What was understood, as it is kept with the message."""
    return {
        "detector": understanding.detector if understanding is not None else "button" if heard else "none",
        "heard": [item._asdict() | {"slots": dict(item.slots)} for item in heard],
        "scores": [list(score) for score in understanding.scores] if understanding is not None else [],
    }
