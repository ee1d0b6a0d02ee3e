"""A run kept as a scenario of its flow, with what came expected from now on; and a scenario made a run again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, assert_never

from flows.changes import GOTO
from flows.model import Flow
from flows.scenario import beginning, happening, play
from flows.scenario_model import Expect, Scenario, ScenarioStart
from flows.scenario_model import Step as Written
from flows.world import happenings as h
from flows.world.entries import ToldEntry
from flows.world.hooks import Hooks
from studio.errors import StepRefused
from studio.services.sandbox.explaining import person
from studio.services.sandbox.model import Setup, Source
from studio.services.sandbox.run import Node

EXPECTED = ("intent", "state", "taken", "data", "sends", "checks", "ended")


class Recorded(NamedTuple):
    """A scenario, and what of the run it could not keep, in sentences."""

    scenario: Scenario
    notes: tuple[str, ...]


def recorded(setup: Setup, line: Sequence[Node], flow: Flow, name: str, hooks: Hooks) -> Recorded:
    """The steps of a run as a scenario of `flow`, its first; played once, to expect what comes of each step.

    Raises StepRefused where it can't be played.
    """
    whole = setup.sends_succeed and setup.calls_succeed
    automatic = whole and not any(isinstance(node.step.happening, h.FailNextSend) for node in line)
    start = _start(setup, automatic)
    steps = tuple(step for node in line for step in _written(node, automatic=automatic))
    played = play(flow, Scenario(name=name, start=start, steps=steps), hooks.understand, hooks.may_send)
    failed = next((one for one in played.steps if one.problems), None)
    if failed is not None:
        raise StepRefused(f"Step {failed.number} can't be kept: {failed.problems[0]}")
    data: Mapping[str, Any] = played.steps[0].got["data"]
    expecting = []
    for step, result in zip(steps, played.steps[1:], strict=True):
        expecting.append(step.model_copy(update={"expect": _expected(step, result.got, data)}))
        data = result.got["data"]
    ends = line[-1].world.opened[0].binding.state
    notes = list(_left_out(setup, line))
    if played.steps[-1].got["state"] != ends:
        notes.append("Alone, the flow ends in another state than it did beside the others.")
    return Recorded(Scenario(name=name, start=start, steps=tuple(expecting)), tuple(notes))


def _start(setup: Setup, automatic: bool) -> ScenarioStart:
    who = setup.person
    contact = {
        **{name: value for name, value in who._asdict().items() if name != "attributes" and value},
        **who.attributes,
    }
    if who.tags:
        contact["tags"] = list(who.tags)
    return ScenarioStart(
        at=setup.at.isoformat(), channel=setup.channel, contact=contact, data=dict(setup.sources[0].data),
        auto_results=automatic,
    )  # fmt: skip


def _expected(step: Written, got: Mapping[str, Any], before: Mapping[str, Any]) -> Expect:
    """What came of a step: the intent where something was said, the data that changed, the rest always."""
    changed = {name: value for name, value in got["data"].items() if before.get(name) != value}
    changed |= {name: None for name in before if name not in got["data"]}
    wanted = {name: got[name] for name in EXPECTED if name not in ("intent", "data")}
    if step.kind in ("say", "press"):
        wanted["intent"] = got["intent"]
    if changed:
        wanted["data"] = changed
    if not got["ended"]:
        del wanted["ended"]
    # What a message is not named by is sent all the same, but can't be expected by name.
    if None in wanted["sends"]:
        del wanted["sends"]
    return Expect(**wanted)


def _written(node: Node, *, automatic: bool) -> Iterator[Written]:
    """A step of the run as steps of a scenario; results that came by themselves are told there, where they don't."""
    if node.step.happening is not None:
        yield from _of(node.step.happening, node)
    if automatic:
        return
    for entry in node.entries:
        change = entry.told.change if isinstance(entry, ToldEntry) else None
        if change is not None and change.source == "effect":
            yield Written(action=change.value, payload=dict(change.payload))


def _of(happening: h.Happening, node: Node) -> Iterator[Written]:
    match happening:
        case h.Say() | h.Press() | h.Hear():
            yield _said(happening, node.step.channel or None)
        case h.Event(value, payload):
            yield Written(event=value, payload=dict(payload))
        case h.Wait(until):
            yield Written(wait=until)
        case h.WaitForNext():
            yield Written(wait=node.step.at.isoformat())
        case h.Outcome(value, payload):
            yield Written(action=value, payload=dict(payload))
        case h.Manual() | h.GoTo() | h.TakeOver() | h.Release():
            yield _by_hand(happening)
        case h.Settle() | h.FailNextSend() | h.SwitchChannel() | h.Write():
            return  # results are told, a channel goes with what is said, and nothing follows from an operator's words
        case _:
            assert_never(happening)


def _said(happening: h.Say | h.Press | h.Hear, channel: str | None) -> Written:
    match happening:
        case h.Say(text):
            return Written(say=text, channel=channel)
        case h.Press(title):
            return Written(press=title, channel=channel)
        case h.Hear(intent, slots):
            return Written(intent=intent, slots=dict(slots), channel=channel)
        case _:
            assert_never(happening)


def _by_hand(happening: h.Manual | h.GoTo | h.TakeOver | h.Release) -> Written:
    match happening:
        case h.Manual(value, payload):
            return Written(manual=value, payload=dict(payload))
        case h.GoTo(state, silent):
            return Written(manual=f"{GOTO}{state}", payload={"silent": True} if silent else {})
        case h.TakeOver():
            return Written(action="operator_assigned")
        case h.Release():
            return Written(action="operator_released")
        case _:
            assert_never(happening)


def _left_out(setup: Setup, line: Sequence[Node]) -> Iterator[str]:
    if len(setup.sources) > 1:
        yield "A scenario plays this flow alone; the others of the run take no part."
    if any(isinstance(node.step.happening, h.TakeOver) for node in line):
        yield "In a scenario, an operator has the conversation only after an “escalate”."


def setup_of(flow: Flow, version: int | None, scenario: Scenario) -> Setup:
    """The set-up of a scenario's start. Raises FlowError where it doesn't fit the flow any more."""
    start = beginning(flow, scenario)
    source = Source(flow.process_type, version, data=dict(scenario.start.data))
    return Setup(
        (source,), start.at, person(start.contact), start.channel or "chat", start.sends_succeed, start.calls_succeed
    )  # fmt: skip


def happenings_of(flow: Flow, scenario: Scenario, steps: int) -> list[h.Happening]:
    """What its first steps do."""
    return [happening(step, f"{flow.process_type}-1") for step in scenario.steps[:steps]]
