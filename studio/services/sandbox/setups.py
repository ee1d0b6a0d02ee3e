"""How a run begins: sensible data invented, and a set-up made into the beginning of a pretend conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flows.binding import ContactFacts
from flows.errors import InvalidValue
from flows.findings import places
from flows.hours import parse_hours
from flows.model import Flow
from flows.values import parse_value
from flows.world.play import Beginning
from studio.services.sample_values import sample
from studio.services.sandbox.model import Setup, Source


def default_setup(sources: Sequence[tuple[Source, Flow]], now: datetime) -> Setup:
    """A set-up that runs at once, in the first flow's hours: `sources` with data of each field's type."""
    flow = sources[0][1]
    at = opening(flow, now.replace(second=0, microsecond=0))
    return Setup(tuple(source._replace(data=invented(flow, at.date())) for source, flow in sources), at)


def opening(flow: Flow, now: datetime) -> datetime:
    """Now, or when the flow's hours begin next (UTC)."""
    ground = flow.compiled.ground
    return (
        now if flow.hours is None else parse_hours(flow.hours).next_opening(now, ground.zone, ground.calendar)
    )


def invented(flow: Flow, today: date) -> dict[str, Any]:
    """A value for every field that has to come from outside: required, or filled by nothing in the flow."""
    filled = set(_filled_inside(flow))
    values: dict[str, Any] = {}
    for name, field in flow.data.items():
        if field.required or (name not in filled and field.default is None):
            try:
                values[name] = parse_value(field, sample(name, field, today), name)
            except InvalidValue:
                continue
    return values


def _filled_inside(flow: Flow) -> Iterator[str]:
    """The fields that the flow itself comes to know: by a question, what a customer says, or an action."""
    for state in flow.states:
        if state.ask is not None:
            yield state.ask.into
    for intent in flow.intents.values():
        yield from intent.slots
    actions = (
        *(action for state in flow.states for action in state.enter),
        *(action for transition in flow.transitions for action in transition.actions),
    )
    for action in actions:
        if action.type == "set_data":
            yield from getattr(action, "values", {})


def beginning(setup: Setup, flows: Sequence[Flow]) -> Beginning:
    """The pretend conversation of a set-up whose sources are `flows`, in this order."""
    person = setup.person
    contact = ContactFacts(
        person.name, person.locale, person.timezone, person.tags, person.opted_out, dict(person.attributes)
    )
    opens = tuple((one.process_type, one.data) for one in setup.sources if one.opened)
    return Beginning(
        tuple(flows), opens, setup.at, contact, setup.channel, setup.bucket, setup.sends_succeed, setup.calls_succeed
    )  # fmt: skip


def started_elsewhere(flow: Flow) -> list[str]:
    """The process types that a flow's actions start."""
    return list(dict.fromkeys(name for _, name in places.processes(flow)))
