"""A pretend conversation begun, and what happens in it: a world in, the next world and what was written down out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, assert_never

from flows.binding import ContactFacts, ConversationFacts, Facts
from flows.changes import EMPTY, GOTO, Kind
from flows.conversation import REFERENCE
from flows.durations import add, parse_duration
from flows.effects import Content
from flows.errors import InvalidDuration, ScenarioError
from flows.hearing import UNMATCHED, Understood
from flows.model import Flow
from flows.opening import opening_data
from flows.world import happenings as h
from flows.world.applying import open_process
from flows.world.delivering import settle
from flows.world.entries import Entry, SaidEntry
from flows.world.going import Going
from flows.world.hooks import Hooks
from flows.world.turning import RELEASED, rest
from flows.world.world import MONDAY, Opened, Said, World

ASSIGNED = "operator_assigned"


class Beginning(NamedTuple):
    """How a pretend conversation starts. `at` is UTC."""

    flows: tuple[Flow, ...]
    """All that take part."""
    opens: tuple[tuple[str, Mapping[str, Any]], ...]
    """(process type, data) of those that are open from the beginning, in this order."""
    at: datetime = MONDAY
    contact: ContactFacts = ContactFacts()
    channel: str | None = None
    bucket: int = 0
    sends_succeed: bool = True
    calls_succeed: bool = True


class Moved(NamedTuple):
    """What came of a happening."""

    world: World
    entries: tuple[Entry, ...]


def begin(beginning: Beginning, hooks: Hooks) -> Moved:
    """Start the processes. Raises InvalidValue for data that doesn't fit or is missing, ScenarioError."""
    facts = Facts(beginning.contact, ConversationFacts(beginning.channel, bucket=beginning.bucket))
    world = World(
        beginning.at, facts, beginning.flows, sends_succeed=beginning.sends_succeed,
        calls_succeed=beginning.calls_succeed,
    )  # fmt: skip
    by_type = {flow.process_type: flow for flow in beginning.flows}
    for process_type, data in beginning.opens:
        opening_data(by_type[process_type], data)
    going = Going(world, hooks)
    for process_type, data in beginning.opens:
        open_process(going, by_type[process_type], data, going.change("manual", "start", "api"))
        rest(going)
    rest(going)
    return Moved(going.frozen(), tuple(going.entries))


def after(world: World, happening: h.Happening, hooks: Hooks) -> Moved:
    """Do one thing, and everything that follows from it by itself. Raises ScenarioError where it can't be done."""
    going = Going(world, hooks)
    _do(going, happening)
    rest(going)
    return Moved(going.frozen(), tuple(going.entries))


def _do(going: Going, happening: h.Happening) -> None:
    match happening:
        case h.Say() | h.Press() | h.Hear():
            _customer(going, happening)
        case h.Wait() | h.WaitForNext():
            _time(going, happening)
        case h.Manual() | h.GoTo() | h.TakeOver() | h.Release() | h.Write():
            _operator(going, happening)
        case h.Event(value, payload, binding_id, reference):
            about = {REFERENCE: dict(reference)} if reference else EMPTY
            going.store(
                going.change("event", value, "event", payload=payload, binding_id=binding_id, about=about)
            )
        case h.Outcome(value, payload, binding_id):
            _tell_one(going, "action", value, payload, binding_id)
        case h.Settle():
            _settle(going, happening)
        case h.FailNextSend(code):
            going.next_fails = code
        case h.SwitchChannel(channel):
            going.switch(channel)
        case _:
            assert_never(happening)


# The customer


def _customer(going: Going, happening: h.Say | h.Press | h.Hear) -> None:
    if happening.channel is not None:
        going.switch(happening.channel)
    match happening:
        case h.Say(text):
            _write(going, text, None)
        case h.Press(title):
            _press(going, title)
        case h.Hear(intent, slots):
            heard = () if intent == UNMATCHED else (Understood(intent, 1.0, dict(slots), ""),)
            _write(going, "", heard)
        case _:
            assert_never(happening)


def _write(going: Going, text: str, given: tuple[Understood, ...] | None) -> None:
    channel = going.facts.conversation.channel
    if text:
        if channel is None:
            raise ScenarioError("Say on which channel the customer writes.")
        going.said.append(
            Said(f"customer-{going.next_number()}", "customer", channel, Content(text), going.now)
        )
        going.entries.append(SaidEntry(going.said[-1]))
    going.last_heard = going.now
    about = {"message": text} if text else EMPTY
    going.store(
        going.change("intent", None, channel or "scenario", channel=channel, about=about), text, given
    )


def _press(going: Going, title: str) -> None:
    """A button of the latest message is known by its title; an earlier one's is looked up in the flows."""
    if going.pressed(title) is not None:
        _write(going, title, None)
        return
    wanted = title.strip().casefold()
    flows = [*(one.flow for one in going.opened.values()), *going.flows]
    intent = next((found for flow in flows if (found := _button(flow, wanted)) is not None), None)
    if intent is None:
        raise ScenarioError(f"No message has a button “{title}”.")
    _write(going, title, (Understood(intent, 1.0, {}, title),))


def _button(flow: Flow, wanted: str) -> str | None:
    for message in flow.messages.values():
        alternatives = (message.buttons, *(words.buttons or () for words in message.locales.values()))
        for button in (button for buttons in alternatives for button in buttons):
            if button.title.strip().casefold() == wanted:
                return button.intent
    return None


# Time


def _time(going: Going, happening: h.Wait | h.WaitForNext) -> None:
    match happening:
        case h.Wait(text):
            until = _until(going, text)
        case h.WaitForNext():
            found = going.next_due()
            if found is None:
                raise ScenarioError("Nothing is planned: no check runs, and no send waits for its time.")
            until = found
        case _:
            assert_never(happening)
    while (due := going.next_due()) is not None and due <= until:
        going.now = max(going.now, due)
        rest(going)
    going.now = max(going.now, until)


def _until(going: Going, text: str) -> datetime:
    try:
        length = parse_duration(text)
    except InvalidDuration:
        return instant(text)
    first: Opened | None = next(iter(going.opened.values()), None)
    flow = going.flows[0] if first is None else first.flow
    return add(going.now, length, flow.compiled.ground.zone, flow.compiled.ground.calendar)


def instant(text: str) -> datetime:
    """An ISO instant in UTC; without an offset it is meant in UTC. Raises ScenarioError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ScenarioError(
            f"“{text}” is neither a duration nor an instant such as 2026-03-02T09:00:00+01:00."
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


# Results and operators


def _settle(going: Going, happening: h.Settle) -> None:
    waiting = (one for one in going.posted if one.effect.key == happening.key and one.status == "waiting")
    posted = next(waiting, None)
    if posted is None:
        raise ScenarioError("This doesn't wait for a result any more.")
    settle(going, posted, happening.payload, None if happening.succeeded else happening.code)


def _operator(going: Going, happening: h.Manual | h.GoTo | h.TakeOver | h.Release | h.Write) -> None:
    match happening:
        case h.Manual(value, payload, binding_id):
            _tell_one(going, "manual", value, payload, binding_id)
        case h.GoTo(state, silent, binding_id):
            payload = {"silent": True} if silent else {}
            _tell_one(going, "manual", f"{GOTO}{state}", payload, binding_id)
        case h.TakeOver(binding_id):
            going.hold(True)
            _tell_one(going, "action", ASSIGNED, EMPTY, binding_id or going.handed_by)
        case h.Release(binding_id):
            _tell_one(going, "action", RELEASED, EMPTY, binding_id or going.handed_by)
        case h.Write(text):
            channel = going.facts.conversation.channel or "chat"
            said = Said(f"operator-{going.next_number()}", "operator", channel, Content(text), going.now)
            going.said.append(said)
            going.entries.append(SaidEntry(said))
        case _:
            assert_never(happening)


def _tell_one(
    going: Going, kind: Kind, value: str, payload: Mapping[str, Any], binding_id: str | None
) -> None:
    named = binding_id or _latest(going.opened.values())
    if named not in going.opened:
        raise ScenarioError("There is no such process here.")
    going.store(going.change(kind, value, "operator", payload=payload, binding_id=named))


def _latest(opened: Iterable[Opened]) -> str | None:
    """The most recently active open process, else the most recently active one."""
    found = max(opened, key=lambda one: (not one.ended, one.active_at), default=None)
    return None if found is None else found.id
