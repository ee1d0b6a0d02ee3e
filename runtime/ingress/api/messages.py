"""`/api/v1/messages/inbound`: a customer's message from a channel that others run."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session

from runtime.inbound import Inbound, Received, contact_at, contact_for, receive
from runtime.ingress.access import app_of
from runtime.ingress.keys import needs
from runtime.ingress.shapes import MessageAccepted, NewMessage
from runtime.store.contacts import Identity

router = APIRouter(prefix="/messages", tags=["messages"])


@router.post("/inbound", status_code=202, dependencies=[needs("messages")])
async def receive_message(request: Request, body: NewMessage) -> MessageAccepted:
    """Store a message, once for a contact and `message_id`. An unknown address is a new contact.

    Needs the scope `messages`.
    """
    app = app_of(request)

    def store(session: Session) -> tuple[str, Received]:
        if body.contact_id is not None:
            contact_id = contact_for(session, app.visitors, body.contact_id)
        else:
            contact_id = contact_at(session, app.visitors, Identity(body.channel, body.address or ""))
        return contact_id, receive(
            session, Inbound(contact_id, body.channel, body.text, body.message_id, body.at)
        )

    contact_id, received = await app.write(store)
    await app.changed(received.conversation_id)
    return MessageAccepted(
        change_id=received.change_id,
        contact_id=contact_id,
        conversation_id=received.conversation_id,
        seq=received.seq,
    )
