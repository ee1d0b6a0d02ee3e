"""The backend events that flows hear, with what they read of each: the form to fire one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flows.actions.action import Action
from flows.errors import FlowError
from flows.findings import places
from flows.guard_model import Guard
from flows.model import ANY, DataField, Flow, Transition
from flows.templates import compile_template
from flows.world.world import World
from studio.services.sandbox.model import EventField, EventForm

OWN = frozenset({"channel", "confidence", "message", "operation", "sent_at", "due"})
"""What an event has by itself."""
PLAIN = DataField(type="string")


class _Read(NamedTuple):
    """A payload key that a flow reads, with the data field it is compared with or stored into."""

    name: str
    field: DataField = PLAIN


def event_form(world: World, *, personal: bool = True) -> tuple[EventForm, ...]:
    """Every event that some flow of the conversation hears, those heard now first.

    Without `personal`, what is known begins no field that is somebody's.
    """
    found: dict[str, EventForm] = {}
    for flow in world.flows:
        for value, reads in _heard(flow).items():
            form = _form(world, flow, value, reads)
            if not personal:
                form = form._replace(fields=tuple(map(_blank, form.fields)))
            known = found.get(value)
            found[value] = form if known is None else _united(known, form)
    return tuple(sorted(found.values(), key=lambda form: not form.heard_now))


def _blank(field: EventField) -> EventField:
    return field._replace(known=None) if field.field.pii else field


def _united(one: EventForm, other: EventForm) -> EventForm:
    fields = {field.name: field for field in (*other.fields, *one.fields)}
    return EventForm(
        one.value, (*one.process_types, *other.process_types), one.heard_now or other.heard_now, tuple(fields.values())
    )  # fmt: skip


def _heard(flow: Flow) -> dict[str, list[_Read]]:
    heard: dict[str, list[_Read]] = {}
    for transition in flow.transitions:
        trigger = transition.trigger
        if trigger.type == "event" and trigger.value != ANY:
            heard.setdefault(trigger.value, []).extend(_reads(flow, transition))
    for begin in flow.starts:
        if begin.type == "event":
            wanted = [_Read(name, field) for name, field in flow.data.items() if field.required]
            heard.setdefault(begin.value, []).extend([*wanted, *_of_guard(flow, begin.when)])
    return heard


def _reads(flow: Flow, transition: Transition) -> Iterator[_Read]:
    yield from _of_guard(flow, transition.when)
    target = flow.compiled.states.get(transition.to_state or "")
    for action in (*transition.actions, *(target.enter if target is not None else ())):
        yield from _of_action(flow, action)


def _of_guard(flow: Flow, guard: Guard | None) -> Iterator[_Read]:
    for _, clause in places.clauses(places.whole(flow), guard) if guard is not None else ():
        sides = clause.field, clause.value["field"] if _is_field(clause.value) else None
        for path, other in (sides, sides[::-1]):
            if path is not None and path.startswith("event."):
                yield _Read(path.removeprefix("event."), _like(flow, other, clause.value))


def _is_field(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"field"}


def _like(flow: Flow, path: str | None, value: Any) -> DataField:
    """The type of what a payload key is compared with."""
    if path is not None and path.startswith("data."):
        return flow.data.get(path.removeprefix("data."), PLAIN)
    if isinstance(value, bool):
        return DataField(type="boolean")
    return DataField(type="number") if isinstance(value, int | float) else PLAIN


def _of_action(flow: Flow, action: Action) -> Iterator[_Read]:
    document = action.model_dump(mode="json")
    values = document.get("values") if action.type == "set_data" else None
    for name, text in (values or {}).items():
        for key in _named(text):
            yield _Read(key, flow.data.get(name, PLAIN))
    yield from (_Read(key) for key in _named(document))
    message = flow.messages.get(document.get("message") or "")
    if message is not None:
        yield from (_Read(key) for key in _named(message.model_dump(mode="json")))


def _named(value: Any) -> Iterator[str]:
    """The payload keys in the templates of a JSON value."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _named(inner)
    elif isinstance(value, str) and "{" in value:
        try:
            names = compile_template(value).names
        except FlowError:
            return
        yield from (name.removeprefix("event.") for name in sorted(names) if name.startswith("event."))


def _form(world: World, flow: Flow, value: str, reads: Iterable[_Read]) -> EventForm:
    own = next(
        (one for one in world.opened if one.flow.process_type == flow.process_type and not one.ended), None
    )
    data = own.binding.data if own is not None else {}
    fields: dict[str, EventField] = {}
    if flow.key is not None and flow.key in flow.data:
        fields[flow.key] = EventField(flow.key, flow.data[flow.key], data.get(flow.key))
    for read in reads:
        name = read.name
        if name not in OWN and (name not in fields or fields[name].field is PLAIN):
            fields[name] = EventField(name, flow.data.get(name, read.field), data.get(name))
    return EventForm(value, (flow.process_type,), _heard_now(world, flow, value), tuple(fields.values()))


def _heard_now(world: World, flow: Flow, value: str) -> bool:
    mine = [one for one in world.opened if one.flow.process_type == flow.process_type and not one.ended]
    here = any(("event", value) in one.flow.compiled.at(one.binding.state).exact for one in mine)
    starts = any((one.type, one.value) == ("event", value) for one in flow.starts)
    return here or (starts and (flow.key is not None or not mine))
