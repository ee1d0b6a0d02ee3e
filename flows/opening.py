"""Opening a process: which flows a change starts, and with what data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.binding import Binding, Facts
from flows.changes import ContextChange
from flows.conversation import FROM_BINDING, Seat
from flows.errors import InvalidValue
from flows.model import Flow, Start
from flows.step import Step
from flows.values import missing_required, parse_value, parse_values


def fresh(binding_id: str, flow: Flow, data: Mapping[str, Any], at: datetime) -> Binding:
    """A binding before its start."""
    return Binding(binding_id, flow.process_type, flow.version or 0, flow.initial_state, 0, at, 0, data)


def key_of(flow: Flow, data: Mapping[str, Any]) -> str | None:
    """The value of the flow's key in `data`, as text."""
    value = data.get(flow.key) if flow.key is not None else None
    return None if value is None else str(value)


def key_taken(flow: Flow, key: str) -> str:
    """The sentence for a key that an open process has already."""
    return f"“{flow.name}” is open for {flow.key} “{key}” already."


def opening_data(flow: Flow, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a new process, with defaults. Raises InvalidValue for what doesn't fit or is missing."""
    values = parse_values(flow.data, data, defaults=True)
    if missing := missing_required(flow.data, values):
        raise InvalidValue(f"“{flow.name}” needs {', '.join(missing)}.")
    return dict(values)


def starters(flows: Iterable[Flow], seats: Sequence[Seat]) -> list[Flow]:
    """The flows that could be opened by what is said: those not running that start with an intent."""
    running = _running(seats)
    return [
        flow
        for flow in flows
        if flow.process_type not in running and any(begin.type == "intent" for begin in flow.starts)
    ]


def started_by(flows: Iterable[Flow], seats: Sequence[Seat], change: ContextChange) -> list[Flow]:
    """The flows that this change starts. One without a key runs once at a time in a conversation.

    What a process emits is for the conversation's other processes, and what is told to one process, such as how
    another ended, for that one alone: neither starts any.
    """
    if FROM_BINDING in change.about or change.binding_id is not None:
        return []
    running = _running(seats)
    return [
        flow
        for flow in flows
        if any(_matches(flow, begin, change) for begin in flow.starts)
        and (flow.key is not None or flow.process_type not in running)
    ]


def carried(flow: Flow, change: ContextChange) -> dict[str, Any]:
    """What the change brings of the flow's data; what doesn't fit is left out."""
    values: dict[str, Any] = {}
    for name, raw in (change.slots or change.payload).items():
        field = flow.data.get(name)
        if field is None or raw is None:
            continue
        try:
            values[name] = parse_value(field, raw, name)
        except InvalidValue:
            continue
    return values


def suffices(flow: Flow, data: Mapping[str, Any]) -> bool:
    """Whether a process can be opened with this data, which fits, and the flow's defaults."""
    return not missing_required(flow.data, parse_values(flow.data, data, defaults=True))


def _running(seats: Sequence[Seat]) -> set[str]:
    return {seat.flow.process_type for seat in seats if not seat.ended}


def _matches(flow: Flow, begin: Start, change: ContextChange) -> bool:
    if (begin.type, begin.value) != (change.kind, change.value):
        return False
    test = flow.compiled.start_test(begin)
    return test is None or test(Step(flow.compiled, fresh("", flow, {}, change.at), change, Facts())).holds
