"""`/api/v1/context-change`: anything that moves a process, by hand."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session

from flows.changes import GOTO
from runtime.errors import UnknownTarget
from runtime.ingress.access import app_of
from runtime.ingress.api.events import told_to
from runtime.ingress.keys import actor_of, needs, require
from runtime.ingress.shapes import Accepted, NewContextChange
from runtime.store import audit, bindings, changes, contacts, flows
from runtime.users.actor import Actor

router = APIRouter(prefix="/context-change", tags=["context changes"])


@router.post("", status_code=202, dependencies=[needs("operate", "events")])
async def change_context(request: Request, body: NewContextChange) -> Accepted:
    """Store a change of any kind. 422 when `goto:` names a state the flow doesn't have.

    Needs the scope `operate`; for the kind `event`, `events`.
    """
    await require(request, "events" if body.kind == "event" else "operate")
    app, actor = app_of(request), actor_of(request)

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
        _note(session, actor, conversation_id, body)
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


def _note(session: Session, actor: Actor, conversation_id: str, body: NewContextChange) -> None:
    """Payload and reason stay out of the trail: customers' texts may be in them."""
    kind: audit.ObjectKind = "binding" if body.binding_id is not None else "conversation"
    detail = {"kind": body.kind, "value": body.value}
    audit.note(session, actor, "binding.moved", kind, body.binding_id or conversation_id, detail)
