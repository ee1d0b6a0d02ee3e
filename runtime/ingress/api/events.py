"""`/api/v1/events`: what happened in the company's systems."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session

from flows.conversation import REFERENCE, addressees
from runtime.app import App
from runtime.inbound import contact_for
from runtime.ingress.access import app_of
from runtime.ingress.keys import needs
from runtime.ingress.shapes import Accepted, NewEvent
from runtime.store import bindings, changes, contacts

router = APIRouter(prefix="/events", tags=["events"])


@router.post("", status_code=202, dependencies=[needs("events")])
async def receive_event(request: Request, body: NewEvent) -> Accepted:
    """Store an event; the same `event_id` is stored once. 409 when a reference fits several contacts.

    Needs the scope `events`.
    """
    app = app_of(request)
    conversation_id, accepted = await app.write(lambda session: _store(session, app, body))
    await app.changed(conversation_id)
    return accepted


def _store(session: Session, app: App, body: NewEvent) -> tuple[str, Accepted]:
    conversation_id = _conversation(session, app, body)
    event = changes.NewChange(
        "event",
        body.event,
        source="event",
        source_id=body.event_id,
        payload=body.payload,
        about=_about(body),
        binding_id=body.binding_id,
    )
    stored = changes.store(session, conversation_id, event)
    return conversation_id, Accepted(change_id=stored.id, bindings=told_to(session, stored.id))


def _about(body: NewEvent) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if body.sent_at is not None:
        about["sent_at"] = body.sent_at.isoformat()
    if body.reference is not None:
        about[REFERENCE] = {body.reference.field: body.reference.value}
    return about


def _conversation(session: Session, app: App, body: NewEvent) -> str:
    if body.binding_id is not None:
        return bindings.get(session, body.binding_id).conversation_id
    if body.conversation_id is not None:
        return contacts.conversation(session, body.conversation_id).id
    if body.reference is not None:
        contact_id = bindings.contact_by_reference(session, body.reference.field, str(body.reference.value))
    else:
        contact_id = contact_for(session, app.visitors, body.contact_id or "")
    return contacts.conversation_of(session, contact_id).id


def told_to(session: Session, change_id: str) -> list[str]:
    """The bindings that a stored change goes to as they stand now, or those it went to."""
    row = changes.get(session, change_id)
    if row.handled_at is not None:
        return changes.told(session, change_id)
    seats = bindings.seats(session, row.conversation_id, named=row.binding_id)
    return [seat.binding.binding_id for seat in addressees(seats, changes.as_change(row))]
