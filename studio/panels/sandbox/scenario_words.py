"""Scenarios in words, and what is typed into their forms read. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flows.called import state_name
from flows.changes import GOTO
from flows.durations import human, parse_duration
from flows.errors import FlowError, InvalidDuration
from flows.hearing import UNMATCHED
from flows.model import Flow
from flows.scenario import Mismatch, Played, StepResult, mismatches
from flows.scenario_model import Step
from flows.words import readable, value_words
from flows.world.play import instant
from studio.panels.sandbox.moments import zone_of
from studio.services.scenarios import Listed
from studio.words import moment, plural

KINDS: Mapping[str, tuple[str, str]] = {
    "say": ("The customer writes", "chat_bubble_outline"),
    "press": ("The customer presses", "touch_app"),
    "intent": ("The customer is understood", "hearing"),
    "event": ("Event of your systems", "bolt"),
    "action": ("Result", "task_alt"),
    "manual": ("By hand", "support_agent"),
    "wait": ("Time passes", "schedule"),
}
"""What a step can be, with its icon."""
EXPECTATIONS: Mapping[str, str] = {
    "state": "state",
    "taken": "transition taken",
    "intent": "understood as",
    "sends": "messages sent",
    "data": "data",
    "checks": "checks set",
    "effects": "actions done",
    "ended": "ended",
}
"""What can be expected of a step, as people call it."""


class How(NamedTuple):
    """How a scenario stands."""

    state: str
    """`new`, `passed` or `failed`."""
    words: str


def how(flow: Flow, listed: Listed) -> How:
    """How a scenario went; one that names what is gone says that first."""
    played = listed.played
    if played is None:
        return How("new", listed.lapsed[0].words if listed.lapsed else "Not played")
    if played.passed:
        return How("passed", f"Passed, {plural(len(played.scenario.steps), 'step')}")
    failed = next(one for one in played.steps if not one.passed)
    place = f"step {failed.number}" if failed.number else "the start"
    return How("failed", f"Failed at {place}: {next(problem_words(flow, played, failed))}")


def problem_words(flow: Flow, played: Played, result: StepResult) -> Iterator[str]:
    """What is wrong with a step that was played: what was expected and what came, or why it couldn't be played."""
    if not result.got or not result.number:
        yield from result.problems
        return
    for one in mismatches(played.scenario.steps[result.number - 1], result.got):
        yield mismatch_words(flow, one)


def mismatch_words(flow: Flow, one: Mismatch) -> str:
    """“state: expected Paid, got Overdue”."""
    expected, got = (expected_words(flow, one.name, value) for value in (one.expected, one.got))
    return f"{EXPECTATIONS[one.name]}: expected {expected}, got {got}"


def expected_words(flow: Flow, name: str, value: Any) -> str:
    """The value of an expectation."""
    if value is None:
        return "nothing"
    match name:
        case "state":
            return state_name(flow, str(value))
        case "taken":
            return f"“{value}”"
        case "intent":
            return "not understood" if value == UNMATCHED else readable(str(value))
        case "data":
            pairs = (f"{readable(key)} {value_words(one)}" for key, one in dict(value).items())
            return ", ".join(pairs) or "nothing"
        case "sends" | "checks" | "effects":
            return ", ".join(readable(str(one)) for one in value) or "nothing"
        case _:
            return value_words(value)


def step_words(step: Step, flow: Flow) -> str:
    """What happens in a step."""
    kind = step.kind
    value = str(getattr(step, kind))
    match kind:
        case "say":
            return f"The customer writes “{value}”"
        case "press":
            return f"The customer presses “{value}”"
        case "intent":
            return f"The customer is understood: {readable(value)}"
        case "event":
            return f"Event: {readable(value)}"
        case "action":
            return f"Result: {readable(value)}"
        case "manual" if value.startswith(GOTO):
            return f"An operator goes to “{state_name(flow, value.removeprefix(GOTO))}”"
        case "manual":
            return f"By hand: {readable(value)}"
        case _:
            return _wait_words(value, flow)


def _wait_words(value: str, flow: Flow) -> str:
    try:
        return f"Time passes: {human(parse_duration(value))}"
    except InvalidDuration:
        pass
    try:
        return f"Time passes until {moment(instant(value), zone_of(flow))}"
    except FlowError:
        return f"Time passes until {value}"


def values_text(values: Mapping[str, Any]) -> str:
    """Values to be typed over: one `name = value` a line; what isn't plain text stands as JSON."""
    return "\n".join(f"{name} = {_written(value)}" for name, value in values.items())


def _written(value: Any) -> str:
    if isinstance(value, str) and value == value.strip() and _read(value) == value and "\n" not in value:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def read_values(text: str) -> dict[str, Any]:
    """The values that `values_text` wrote. Raises ValueError with a sentence."""
    values: dict[str, Any] = {}
    for line in filter(None, (part.strip() for part in text.splitlines())):
        name, mark, value = (part.strip() for part in line.partition("="))
        if not mark or not name:
            raise ValueError(f"Write “name = value” on each line; “{line}” isn't so.")
        values[name] = _read(value)
    return values


def _read(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=str)  # NaN and Infinity are no JSON
    except ValueError:
        return text


def changed(step: Step, **values: Any) -> Step:
    """The step with other values; None takes one out. Raises pydantic's ValidationError."""
    written = step.model_dump(mode="json", exclude_defaults=True)
    written |= values
    return Step.model_validate({name: value for name, value in written.items() if value is not None})


def with_expectation(step: Step, name: str, *value: Any) -> Step:
    """The step that expects this too, or instead; without a value, that doesn't."""
    expect = dict(step.expect.model_dump(mode="json"))
    expect.pop(name, None)
    if value:
        expect[name] = value[0]
    return changed(step, expect=expect)


def as_it_came(step: Step, got: Mapping[str, Any], names: Iterable[str] | None = None) -> Step:
    """The step that expects what came, of what it expects already or of `names`."""
    for name in names if names is not None else [one for one in EXPECTATIONS if step.expect.expects(one)]:
        value = got[name]
        if name == "data" and step.expect.data is not None:
            value = {key: value.get(key) for key in step.expect.data}
        if name == "sends" and value is not None:
            value = [one for one in value if one is not None]
        step = with_expectation(step, name, value)
    return step
