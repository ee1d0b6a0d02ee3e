"""`/api/v1/context-change`: anything that moves a process, by hand."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session

from flows.changes import GOTO
from runtime.errors import UnknownTarget
from runtime.ingress.access import app_of
from runtime.ingress.api.events import told_to
from runtime.ingress.shapes import Accepted, NewContextChange
from runtime.store import bindings, changes, contacts, flows

router = APIRouter(prefix="/context-change", tags=["context changes"])


@router.post("", status_code=202)
async def change_context(request: Request, body: NewContextChange) -> Accepted:
    """Store a change of any kind. 422 when `goto:` names a state the flow doesn't have."""
    app = app_of(request)

    def store(session: Session) -> tuple[str, Accepted]:
        conversation_id = _conversation(session, body)
        change = changes.NewChange(
            body.kind,
            body.value,
            source="api",
            payload=body.payload,
            about={"reason": body.reason} if body.reason else {},
            binding_id=body.binding_id,
        )
        stored = changes.store(session, conversation_id, change)
        return conversation_id, Accepted(change_id=stored.id, bindings=told_to(session, stored.id))

    conversation_id, accepted = await app.write(store)
    await app.changed(conversation_id)
    return accepted


def _conversation(session: Session, body: NewContextChange) -> str:
    if body.binding_id is None:
        return contacts.conversation(session, body.conversation_id or "").id
    found = bindings.get(session, body.binding_id)
    value = body.value or ""
    if body.kind == "manual" and value.startswith(GOTO):
        flow = flows.loaded(session, found.binding.process_type, found.binding.version)
        target = value.removeprefix(GOTO)
        if target not in flow.compiled.states:
            raise UnknownTarget(f"“{flow.name}” has no state “{target}”.")
    return found.conversation_id
