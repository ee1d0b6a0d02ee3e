"""Opening a process: by the API, by another process, by an event or an intent that a flow starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from flows.changes import ContextChange
from flows.conversation import Seat, Told
from flows.decide import start
from flows.errors import InvalidValue
from flows.model import Flow
from flows.opening import carried, fresh, key_of, opening_data, started_by, suffices
from runtime.applying import apply_decision
from runtime.errors import InvalidRequest
from runtime.ids import new_id
from runtime.store import bindings, contacts, flows
from runtime.store.tables import ConversationRow


def open_process(
    session: Session,
    conversation: ConversationRow,
    flow: Flow,
    data: Mapping[str, Any],
    change: ContextChange,
    *,
    started_by: str | None = None,
) -> str:
    """Start a binding on this version and return its id.

    Raises Archived, InvalidRequest for data that doesn't fit or is missing, KeyTaken when its key is open already.
    """
    flows.require_active(session, flow.process_type)
    try:
        values = opening_data(flow, data)
    except InvalidValue as error:
        raise InvalidRequest(str(error)) from error
    at = change.at
    binding = fresh(new_id(), flow, values, at)
    bindings.add(
        session,
        flow,
        bindings.Found(
            binding, conversation.id, conversation.contact_id, None, None, at, at, False, started_by
        ),
    )
    decision = start(flow, binding, change, contacts.all_facts(session, conversation))
    apply_decision(session, conversation, flow, Told(change, binding, decision))
    return binding.binding_id


def start_by_change(
    session: Session, conversation: ConversationRow, seats: Sequence[Seat], change: ContextChange
) -> list[str]:
    """Open the flows that start with this event or intent, and return their bindings' ids.

    A flow whose key is open already, or whose required data the change doesn't carry, is not started.
    """
    opened: list[str] = []
    for flow in started_by(flows.startable(session), seats, change):
        data = carried(flow, change)
        key = key_of(flow, data)
        if (
            key is not None
            and bindings.open_with_key(session, conversation.contact_id, flow, key) is not None
        ):
            continue
        if suffices(flow, data):
            opened.append(open_process(session, conversation, flow, data, change))
    return opened
