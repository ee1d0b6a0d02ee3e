"""`/api/v1/state-bindings`: processes started and looked at."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlmodel import Session

from flows.binding import Binding
from runtime.app import App
from runtime.errors import Conflict
from runtime.inbound import contact_for, known_at
from runtime.ingress.access import app_of
from runtime.ingress.keys import actor_of, needs
from runtime.ingress.shapes import (
    BindingAnswer,
    BindingDetail,
    BindingLine,
    BindingList,
    CheckLine,
    DeliveryLine,
    EffectLine,
    GivenContact,
    HistoryLine,
    NewBinding,
)
from runtime.starting import open_process
from runtime.store import audit, bindings, changes, checks, contacts, flows, outbox
from runtime.store.contacts import Identity

router = APIRouter(prefix="/state-bindings", tags=["bindings"])


@router.post("", status_code=201, dependencies=[needs("operate")])
async def start_binding(request: Request, body: NewBinding) -> BindingAnswer:
    """Start a process on its current version. 409 when its key is open for this contact already.

    Needs the scope `operate`.
    """
    app, actor = app_of(request), actor_of(request)

    def start(session: Session) -> BindingAnswer:
        flow = flows.version(session, body.process_type)
        contact_id = _contact(session, app, body)
        conversation = contacts.conversation_of(session, contact_id)
        new = changes.NewChange("manual", "start", source="api", payload=body.data)
        row = changes.handled_at_once(session, conversation.id, new, "started")
        binding_id = open_process(session, conversation, flow, body.data, changes.as_change(row))
        session.flush()
        detail = {"process_type": flow.process_type, "version": flow.version}
        audit.note(session, actor, "binding.started", "binding", binding_id, detail)
        return BindingAnswer(**_answer(bindings.get(session, binding_id)))

    answer = await app.write(start)
    await app.changed(answer.conversation_id)
    return answer


def _contact(session: Session, app: App, body: NewBinding) -> str:
    if body.contact is None:
        return contact_for(session, app.visitors, body.contact_id or "")
    return _given(session, app, body.contact)


def _given(session: Session, app: App, given: GivenContact) -> str:
    """The one contact behind these identities, stored if nobody is known by any of them."""
    identities = [Identity(one.channel, one.address) for one in given.identities]
    known = [who for one in identities if (who := known_at(session, app.visitors, one)) is not None]
    if len(set(known)) > 1:
        raise Conflict("These identities belong to different contacts.")
    contact_id = contact_for(session, app.visitors, known[0]) if known else contacts.create(session)
    for one in identities:
        contacts.add_identity(session, contact_id, one)
    values = {
        name: value for name in ("name", "locale", "timezone") if (value := getattr(given, name)) is not None
    }
    contacts.set_values(session, contact_id, values)
    return contact_id


@router.get("", dependencies=[needs("operate")])
async def list_bindings(
    request: Request,
    process_type: str | None = None,
    state: str | None = None,
    contact_id: str | None = None,
    conversation_id: str | None = None,
    open_only: Annotated[bool | None, Query(alias="open")] = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BindingList:
    """Bindings, newest first. `after` takes the `next` of the page before. Needs the scope `operate`."""
    wanted = bindings.Wanted(process_type, state, contact_id, conversation_id, open_only, after, limit + 1)
    found = await app_of(request).read(lambda session: bindings.listed(session, wanted))
    more = found[limit - 1].binding.binding_id if len(found) > limit else None
    return BindingList(items=[line(one) for one in found[:limit]], next=more)


@router.get("/{binding_id}", dependencies=[needs("operate")])
async def get_binding(request: Request, binding_id: str) -> BindingDetail:
    """A binding with its full history and traces, its effects and the timers that run.

    Needs the scope `operate`.
    """
    return await app_of(request).read(lambda session: _detail(session, binding_id))


def _detail(session: Session, binding_id: str) -> BindingDetail:
    found = bindings.get(session, binding_id)
    return BindingDetail(
        **line(found).model_dump(),
        history=[HistoryLine(**_columns(row, HistoryLine)) for row in changes.history(session, binding_id)],
        effects=_effects(session, binding_id),
        checks=[CheckLine(**_columns(row, CheckLine)) for row in checks.armed(session, binding_id)],
    )


def _effects(session: Session, binding_id: str) -> list[EffectLine]:
    rows = outbox.of_binding(session, binding_id)
    tried: defaultdict[str, list[DeliveryLine]] = defaultdict(list)
    for delivery in outbox.deliveries(session, [row.key for row in rows]):
        tried[delivery.key].append(DeliveryLine(**_columns(delivery, DeliveryLine)))
    return [
        EffectLine(
            key=row.key, type=row.type, status=row.status, not_before=row.not_before, payload=row.payload,
            deliveries=tried[row.key],
        )
        for row in rows
    ]  # fmt: skip


def _columns(row: Any, shape: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields}


def _answer(found: bindings.Found) -> dict[str, Any]:
    binding: Binding = found.binding
    return {
        "binding_id": binding.binding_id,
        "conversation_id": found.conversation_id,
        "contact_id": found.contact_id,
        "process_type": binding.process_type,
        "version": binding.version,
        "state": binding.state,
        "data": dict(binding.data),
    }


def line(found: bindings.Found) -> BindingLine:
    """A binding as lists show it."""
    return BindingLine(
        **_answer(found), visit=found.binding.visit, revision=found.binding.revision,
        entered_at=found.binding.entered_at, active_at=found.active_at, created_at=found.created_at,
        ended_at=found.ended_at, outcome=found.outcome, flagged=found.flagged,
    )  # fmt: skip
