"""The sandbox in words: what happened, what came of it, and why."""

from __future__ import annotations

from typing import assert_never
from zoneinfo import ZoneInfo

from flows.called import state_name
from flows.changes import GOTO
from flows.conversation import Told
from flows.durations import human, parse_duration
from flows.errors import InvalidDuration, ScenarioError
from flows.model import Flow
from flows.trace import Trace
from flows.trace_words import UNCHANGED
from flows.words import readable
from flows.world import happenings as h
from flows.world.play import instant
from flows.world.world import World
from studio.words import channel_words


def happening_words(happening: h.Happening | None, world: World) -> str:
    """What somebody did: “Ana writes “I'll pay on Friday””. `world` is as it was before."""
    match happening:
        case None:
            return "It begins"
        case h.Say() | h.Press() | h.Hear() | h.SwitchChannel():
            return _customer_words(happening, world.facts.contact.name or "The customer")
        case h.Event(value):
            return f"Event: {readable(value)}"
        case h.FailNextSend(code):
            return f"The next send will fail: {readable(code)}"
        case h.Outcome() | h.Settle():
            return _result_words(happening, world)
        case h.Wait() | h.WaitForNext():
            return _wait_words(happening, world)
        case h.Manual() | h.GoTo() | h.TakeOver() | h.Release() | h.Write():
            return _operator_words(happening, world)
        case _:
            assert_never(happening)


def _customer_words(happening: h.Say | h.Press | h.Hear | h.SwitchChannel, customer: str) -> str:
    match happening:
        case h.Say(text):
            return f"{customer} writes “{text}”"
        case h.Press(title):
            return f"{customer} presses “{title}”"
        case h.Hear(intent):
            return f"{customer} is understood: {readable(intent)}"
        case h.SwitchChannel(channel):
            return f"{customer} goes on by {_within(channel_words(channel))}"
        case _:
            assert_never(happening)


def _within(words: str) -> str:
    """As it is written within a sentence: “phone”, but “WhatsApp”."""
    return words.lower() if words.istitle() else words


def _result_words(happening: h.Outcome | h.Settle, world: World) -> str:
    if isinstance(happening, h.Outcome):
        return f"Result: {readable(happening.value)}"
    posted = next((one for one in world.posted if one.effect.key == happening.key), None)
    what = "It" if posted is None else effect_words(posted.effect)
    return f"{what} {'succeeds' if happening.succeeded else f'fails: {readable(happening.code)}'}"


def effect_words(effect: object) -> str:
    """A send or a call: `The message “reminder”`."""
    operation = getattr(effect, "operation", None)
    if operation is not None:
        return f"The call “{readable(operation)}”"
    message = getattr(effect, "message", None)
    return f"The message “{readable(message)}”" if message else "The message"


def _wait_words(happening: h.Wait | h.WaitForNext, world: World) -> str:
    if isinstance(happening, h.WaitForNext):
        return "Time passes until the next check"
    try:
        return f"Time passes: {human(parse_duration(happening.until))}"
    except InvalidDuration:
        return f"Time passes until {_day(happening.until, world)}"


def _day(text: str, world: World) -> str:
    """“24 December 2026, 10:00”, where the flow is at home; what is no instant as it stands."""
    try:
        until = instant(text).astimezone(ZoneInfo(world.flows[0].timezone))
    except ScenarioError:
        return text
    return f"{until.day} {until:%B %Y, %H:%M}"


def _operator_words(happening: h.Manual | h.GoTo | h.TakeOver | h.Release | h.Write, world: World) -> str:
    match happening:
        case h.Manual(value):
            return f"An operator: {readable(value.removeprefix(GOTO))}"
        case h.GoTo(state, silent, binding_id):
            named = [one.flow for one in world.opened if one.id == binding_id] or [
                one.flow for one in world.opened
            ]
            name = state_name(named[0], state) if named else state
            return f"An operator goes to “{name}”" + (", silently" if silent else "")
        case h.TakeOver():
            return "An operator takes over"
        case h.Release():
            return "The operator gives the conversation back"
        case h.Write(text):
            return f"The operator writes “{text}”"
        case _:
            assert_never(happening)


def shortfalls(flow: Flow, told: Told) -> list[str]:
    """What the flow could not do here, in sentences."""
    trace: Trace = told.decision.trace
    binding = told.decision.binding
    found = list(trace.notes)
    if trace.flagged and trace.outcome != "too_deep":
        found.append("What follows by itself goes round in a circle: it was stopped after 50 transitions.")
    elif trace.outcome == "too_deep":
        found.append(UNCHANGED["too_deep"])
    if trace.applied and told.before.visit != binding.visit:
        found += _dead_end(flow, binding.state)
    return found


def _dead_end(flow: Flow, state: str) -> list[str]:
    if state not in flow.compiled.states:
        return [f"“{flow.name}” can't go on here: it leads to “{state}”, which is no state of it."]
    here = flow.compiled.at(state)
    listens = here.exact or here.others or here.nameless or here.own or here.always
    if state in flow.terminal_states or listens:
        return []
    return [f"“{flow.name}” can't go on here: nothing leads on from “{state_name(flow, state)}”."]
