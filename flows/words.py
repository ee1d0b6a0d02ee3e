"""A flow's triggers and conditions in everyday words, for pictures, lists and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from flows.durations import Duration, human, parse_duration
from flows.guard_model import AllOf, AnyOf, Clause, Guard, NotOf
from flows.model import (
    ANY,
    ActionTrigger,
    AlwaysTrigger,
    EventTrigger,
    IntentTrigger,
    ManualTrigger,
    TimeoutTrigger,
    Trigger,
)

_ANYTHING = {
    "intent": "anything else that is understood",
    "event": "any event",
    "timeout": "any check",
    "action": "any result",
    "manual": "any step by hand",
}
_OPS: Mapping[str, str] = {
    "eq": "is",
    "ne": "is not",
    "gt": "is more than",
    "gte": "is at least",
    "lt": "is less than",
    "lte": "is at most",
    "in": "is one of",
    "not_in": "is none of",
    "contains": "contains",
    "starts_with": "starts with",
    "ends_with": "ends with",
    "matches": "matches",
    "exists": "is known",
    "missing": "is not known",
    "before": "is before",
    "after": "is after",
    "within": "is within",
}


def readable(identifier: str) -> str:
    """`promise_to_pay` as people write it: `promise to pay`."""
    return " ".join(identifier.replace("_", " ").replace("-", " ").split()) or identifier


def trigger_words(trigger: Trigger) -> str:
    """What a transition listens for, without saying its kind: `payment received`, `after 2 days`."""
    match trigger:
        case AlwaysTrigger():
            return "at once"
        case TimeoutTrigger():
            return _timeout_words(trigger)
        case IntentTrigger() | EventTrigger() | ActionTrigger() | ManualTrigger():
            return _ANYTHING[trigger.type] if trigger.value == ANY else readable(trigger.value)
        case _:
            assert_never(trigger)


def _timeout_words(trigger: TimeoutTrigger) -> str:
    if trigger.after is not None:
        return f"after {human(parse_duration(trigger.after))}"
    if trigger.delay_minutes is not None:
        return f"after {human(Duration(seconds=round(trigger.delay_minutes * 60)))}"
    if trigger.relative_to is not None:
        return _dated_words(trigger.relative_to, trigger.offset, trigger.at)
    if trigger.value is None:
        return "a check comes due"
    return _ANYTHING["timeout"] if trigger.value == ANY else readable(trigger.value)


def _dated_words(field: str, offset: str | None, at: str | None) -> str:
    name = readable(field.partition(".")[2])
    length = parse_duration(offset) if offset else None
    day = f"on {name}"
    if length is not None and any(length):
        day = f"{human(length)} {name}" if min(length) < 0 else f"{human(length)} after {name}"
    return f"{day}, {at}" if at else day


def guard_words(guard: Guard) -> str:
    """A condition as a phrase: `amount is more than 500 and reason is known`."""
    match guard:
        case AllOf():
            return " and ".join(_nested(part) for part in guard.all)
        case AnyOf():
            return " or ".join(_nested(part) for part in guard.any)
        case NotOf():
            return f"not ({guard_words(guard.not_)})"
        case Clause():
            return _clause_words(guard)
        case _:
            assert_never(guard)


def _nested(guard: Guard) -> str:
    words = guard_words(guard)
    return f"({words})" if isinstance(guard, AllOf | AnyOf) else words


def _clause_words(clause: Clause) -> str:
    words = f"{field_words(clause.field)} {_OPS[clause.op]}"
    return words if clause.op in ("exists", "missing") else f"{words} {value_words(clause.value)}"


def field_words(path: str) -> str:
    """A path as people say it: `promised date` for `data.promised_date`, `visits of x` for `visits.x`."""
    root, _, name = path.partition(".")
    if root == "visits":
        return f"visits of {readable(name)}"
    return readable(name.replace(".", " ")) if name else readable(root)


def value_words(value: Any) -> str:
    """The right-hand side of a clause: a literal, a list, a duration, or another field."""
    if isinstance(value, Mapping) and set(value) == {"field"}:
        return field_words(str(value["field"]))
    if isinstance(value, list | tuple):
        return ", ".join(value_words(item) for item in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)
