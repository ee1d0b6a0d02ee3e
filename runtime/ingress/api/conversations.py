"""`/api/v1/conversations`: where each process of a conversation stands."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session

from runtime.ingress.access import app_of
from runtime.ingress.api.state_bindings import line
from runtime.ingress.keys import needs
from runtime.ingress.shapes import BindingList
from runtime.store import bindings, contacts

router = APIRouter(prefix="/conversations", tags=["conversations"])


@router.get("/{conversation_id}/states", dependencies=[needs("operate")])
async def get_states(request: Request, conversation_id: str) -> BindingList:
    """All bindings of a conversation, oldest first. Needs the scope `operate`."""

    def read(session: Session) -> list[bindings.Found]:
        contacts.conversation(session, conversation_id)
        return bindings.of_conversation(session, conversation_id)

    return BindingList(items=[line(found) for found in await app_of(request).read(read)])
