"""Several processes in one conversation: what they can hear together, and who takes what happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flows.binding import Binding, ContactFacts, Facts
from flows.changes import ContextChange
from flows.decide import Decision, decide
from flows.effects import Effect, SetContact, Tag
from flows.hearing import ANSWER, MAX_INTENTS, UNMATCHED, Hearable, Hearing, Question, Understood
from flows.model import Ask, Flow, Intent

FROM_BINDING = "from_binding"
"""In `change.about`: the binding that emitted an event, which doesn't hear it itself."""

REFERENCE = "reference"
"""In `change.about`: `{field: value}`, the reference that an event was sent to."""


class Seat(NamedTuple):
    """A binding at the table: its flow, and when it last did something (UTC)."""

    flow: Flow
    binding: Binding
    active_at: datetime
    replied_to: bool = False
    """The customer's message is a reply to one of this binding's."""

    @property
    def ended(self) -> bool:
        return self.binding.state in self.flow.terminal_states

    @property
    def ask(self) -> Ask | None:
        """The question whose answer its state waits for."""
        return self.flow.compiled.at(self.binding.state).ask


class Told(NamedTuple):
    """One binding was told of one change, and this came of it."""

    change: ContextChange
    before: Binding
    decision: Decision


def by_activity(seats: Iterable[Seat]) -> list[Seat]:
    """The binding replied to first, then the most recently active."""
    return sorted(seats, key=lambda seat: (seat.replied_to, seat.active_at), reverse=True)


def hearing(
    seats: Sequence[Seat], contact: ContactFacts, zone: str | None = None, starters: Iterable[Flow] = ()
) -> Hearing:
    """What the conversation listens for now, and what would open a process of the flows that are `starters`.

    Guards don't narrow it; equal ids are one intent, examples united.
    """
    order = by_activity(seat for seat in seats if not seat.ended)
    found: dict[str, Hearable] = {}
    for seat in order:
        locale = contact.locale or seat.flow.locale
        for name in seat.flow.compiled.heard.get(seat.binding.state, ()):
            _unite(found, hearable(seat.flow, name, locale))
    for flow in starters:
        for name in start_intents(flow):
            _unite(found, hearable(flow, name, contact.locale or flow.locale))
    first = order[0].flow if order else None
    return Hearing(
        tuple(found.values()),
        _question(order),
        contact.locale or (first.locale if first else "en"),
        zone or (first.timezone if first else "UTC"),
    )


def asked(seats: Iterable[Seat]) -> Question | None:
    """The question that is open: of the most recently active binding, as in `hearing`."""
    return _question(by_activity(seat for seat in seats if not seat.ended))


def hearable(flow: Flow, name: str, locale: str) -> Hearable:
    """An intent as a detector gets it: the examples of the locale, or of its language, and the flow's own."""
    intent = flow.intents.get(name) or Intent()
    translated = intent.locales.get(locale) or intent.locales.get(locale.partition("-")[0], ())
    examples = dict.fromkeys((*translated, *intent.examples))
    slots = {slot: flow.data[slot] for slot in intent.slots if slot in flow.data}
    return Hearable(name, intent.description, tuple(examples), slots)


def start_intents(flow: Flow) -> list[str]:
    """The intents that open a process of this flow."""
    return [start.value for start in flow.starts if start.type == "intent"]


def hears(seats: Iterable[Seat], intent: str) -> bool:
    """Whether an open binding listens for an intent now."""
    return any(
        intent in seat.flow.compiled.heard.get(seat.binding.state, ()) for seat in seats if not seat.ended
    )


def _unite(found: dict[str, Hearable], mine: Hearable) -> None:
    known = found.get(mine.intent)
    found[mine.intent] = mine if known is None else _united(known, mine)


def _united(one: Hearable, other: Hearable) -> Hearable:
    examples = dict.fromkeys((*one.examples, *other.examples))
    return Hearable(
        one.intent, one.description or other.description, tuple(examples), {**other.slots, **one.slots}
    )


def _question(order: Sequence[Seat]) -> Question | None:
    for seat in order:
        ask = seat.ask
        if ask is not None and ask.into in seat.flow.data:
            return Question(seat.binding.binding_id, ask.into, seat.flow.data[ask.into])
    return None


def intents(
    message: ContextChange, heard: Sequence[Understood], question: Question | None
) -> list[ContextChange]:
    """One change per intent understood in a message, in spoken order, the first `MAX_INTENTS`; none when nothing was.

    `message` carries the id, time, channel and source that all share; ids get `.1`, `.2`, ….
    """
    return [
        message._replace(
            id=f"{message.id}.{place}",
            kind="intent",
            value=understood.intent,
            payload={"slots": dict(understood.slots)},
            confidence=understood.confidence,
            binding_id=question.binding_id
            if understood.intent == ANSWER and question
            else message.binding_id,
        )
        for place, understood in enumerate(heard[:MAX_INTENTS], start=1)
    ]


def tell_message(
    seats: Sequence[Seat], message: ContextChange, changes: Sequence[ContextChange], facts: Facts
) -> list[Told]:
    """Tell the bindings what was understood; when none takes a transition, one is told `unmatched`."""
    told: list[Told] = []
    table = list(seats)
    for change in changes:
        for item in tell(table, change, facts):
            told.append(item)
            table = [_moved(seat, item) for seat in table]
            facts = facts_after(facts, item.decision.effects)
    if any(item.decision.trace.applied for item in told):
        return told
    listener = next(iter(_asking_first(table)), None)
    if listener is None:
        return told
    unmatched = message._replace(
        id=f"{message.id}.0", kind="intent", value=UNMATCHED, payload={}, confidence=None,
        binding_id=listener.binding.binding_id,
    )  # fmt: skip
    return [*told, *tell(table, unmatched, facts)]


def _asking_first(seats: Sequence[Seat]) -> list[Seat]:
    order = by_activity(seat for seat in seats if not seat.ended)
    return sorted(order, key=lambda seat: seat.ask is None)


def tell(seats: Sequence[Seat], change: ContextChange, facts: Facts) -> list[Told]:
    """Tell a change to those it goes to. An intent ends with its first taker, unless it is `shared`."""
    told: list[Told] = []
    for seat in addressees(seats, change):
        decision = decide(seat.flow, seat.binding, change, facts)
        told.append(Told(change, seat.binding, decision))
        if decision.trace.applied:
            facts = facts_after(facts, decision.effects)
            if change.kind == "intent" and not _shared(seat.flow, change):
                break
    return told


def _shared(flow: Flow, change: ContextChange) -> bool:
    intent = flow.intents.get(change.value or "")
    return intent is not None and intent.shared


def addressees(seats: Sequence[Seat], change: ContextChange) -> list[Seat]:
    """Whom a change goes to, in order: the binding it names, else by key for events, else by activity."""
    if change.binding_id is not None:
        return [seat for seat in seats if seat.binding.binding_id == change.binding_id]
    open_seats = by_activity(seat for seat in seats if not seat.ended)
    sender = change.about.get(FROM_BINDING)
    others = [seat for seat in open_seats if seat.binding.binding_id != sender]
    return list(_by_key(others, change)) if change.kind == "event" else others


def _by_key(seats: Sequence[Seat], change: ContextChange) -> Iterator[Seat]:
    """An event that carries a flow's key or reference goes to the bindings with it, to no others of that flow."""
    named = [(seat, wanted) for seat in seats if (wanted := _names(seat.flow, change))]
    matching = [
        seat
        for seat, wanted in named
        if all(_same(seat.binding.data.get(field), value) for field, value in wanted.items())
    ]
    meant = [seat for seat, _ in named]
    yield from matching or [seat for seat in seats if seat not in meant]


def _names(flow: Flow, change: ContextChange) -> dict[str, Any]:
    """The fields by which an event tells this flow's bindings apart, with the values it asks for."""
    wanted = {
        name: value
        for name, value in change.about.get(REFERENCE, {}).items()
        if name in flow.data and flow.data[name].reference
    }
    if flow.key is not None and flow.key in change.payload:
        wanted[flow.key] = change.payload[flow.key]
    return wanted


def _same(one: Any, other: Any) -> bool:
    return one == other or str(one) == str(other)


def _moved(seat: Seat, told: Told) -> Seat:
    after = told.decision.binding
    same = seat.binding.binding_id == after.binding_id
    return (
        seat._replace(binding=after, active_at=told.change.at)
        if same and told.decision.trace.applied
        else seat
    )


def facts_after(facts: Facts, effects: Iterable[Effect]) -> Facts:
    """The facts, with what these effects changed of the contact."""
    before = contact = facts.contact
    for effect in effects:
        if isinstance(effect, SetContact):
            contact = with_values(contact, effect.values)
        elif isinstance(effect, Tag):
            kept = tuple(tag for tag in contact.tags if tag not in effect.remove)
            contact = contact._replace(tags=(*kept, *(tag for tag in effect.add if tag not in kept)))
    return facts if contact is before else facts._replace(contact=contact)


def with_values(contact: ContactFacts, values: Any) -> ContactFacts:
    """A contact with values set: its own fields by name, anything else an attribute; None clears."""
    own = {name: values[name] for name in ("name", "locale", "timezone") if name in values}
    if "opted_out" in values:
        own["opted_out"] = bool(values["opted_out"])
    rest = {name: value for name, value in values.items() if name not in own and name != "tags"}
    attributes = {name: value for name, value in {**contact.attributes, **rest}.items() if value is not None}
    return contact._replace(**own, attributes=attributes)
