"""Opening a process: by the API, by another process, by an event or an intent that a flow starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from flows.binding import Facts
from flows.changes import ContextChange
from flows.conversation import Seat, Told
from flows.decide import start
from flows.errors import InvalidValue
from flows.model import Flow, Start
from flows.step import Step
from flows.values import missing_required, parse_value, parse_values
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
    values = _values(flow, data)
    binding = bindings.fresh(new_id(), flow, values)
    at = change.at
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


def _values(flow: Flow, data: Mapping[str, Any]) -> dict[str, Any]:
    try:
        values = parse_values(flow.data, data, defaults=True)
    except InvalidValue as error:
        raise InvalidRequest(str(error)) from error
    if missing := missing_required(flow.data, values):
        raise InvalidRequest(f"“{flow.name}” needs {', '.join(missing)}.")
    return values


def start_by_change(
    session: Session, conversation: ConversationRow, seats: Sequence[Seat], change: ContextChange
) -> list[str]:
    """Open the flows that start with this event or intent, and return their bindings' ids.

    A flow whose key is open already, or whose required data the change doesn't carry, is not started.
    """
    opened: list[str] = []
    for flow in startable(session, seats, change):
        data = _carried(flow, change)
        key = bindings.key_of(flow, data)
        if (
            key is not None
            and bindings.open_with_key(session, conversation.contact_id, flow, key) is not None
        ):
            continue
        if not missing_required(flow.data, parse_values(flow.data, data, defaults=True)):
            opened.append(open_process(session, conversation, flow, data, change))
    return opened


def startable(session: Session, seats: Sequence[Seat], change: ContextChange) -> list[Flow]:
    """The flows that this change starts. One without a key runs once at a time in a conversation."""
    running = {seat.flow.process_type for seat in seats if not seat.ended}
    facts = Facts()
    return [
        flow
        for flow in flows.startable(session)
        if any(_matches(flow, begin, change, facts) for begin in flow.starts)
        and (flow.key is not None or flow.process_type not in running)
    ]


def _matches(flow: Flow, begin: Start, change: ContextChange, facts: Facts) -> bool:
    if (begin.type, begin.value) != (change.kind, change.value):
        return False
    test = flow.compiled.start_test(begin)
    return test is None or test(Step(flow.compiled, bindings.fresh("", flow, {}), change, facts)).holds


def _carried(flow: Flow, change: ContextChange) -> dict[str, Any]:
    """What the change brings of the flow's data; what doesn't fit is left out."""
    carried: dict[str, Any] = {}
    for name, raw in (change.slots or change.payload).items():
        field = flow.data.get(name)
        if field is None or raw is None:
            continue
        try:
            carried[name] = parse_value(field, raw, name)
        except InvalidValue:
            continue
    return carried
