"""Conditions evaluated: each clause says what it compared, and why it is false. Nothing runs as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, assert_never

import re2

from flows.durations import EARLIEST, LATEST, Duration, add, parse_duration
from flows.errors import InvalidDuration, InvalidGuard
from flows.guard_model import AllOf, AnyOf, Clause, Guard, NotOf, Op
from flows.paths import MISSING, Read, read_path

if TYPE_CHECKING:
    from flows.compiled import Ground
    from flows.step import Step

Why = Literal["missing", "unlike"]


class ClauseTrace(NamedTuple):
    """One clause as evaluated. `why` is set where it is false for want of a value, or of a comparable one."""

    field: str
    op: Op
    expected: Any
    actual: Any
    holds: bool
    why: Why | None = None


class Verdict(NamedTuple):
    """Whether a condition holds, with every clause of it, in the order written."""

    holds: bool
    clauses: tuple[ClauseTrace, ...]


Test = Callable[["Step"], Verdict]


def compile_guard(guard: Guard, ground: Ground) -> Test:
    """Make a condition ready. All clauses are evaluated, so that a trace is complete.

    Raises InvalidGuard for a `matches` pattern that RE2 refuses.
    """
    match guard:
        case AllOf():
            return _combined([compile_guard(part, ground) for part in guard.all], all)
        case AnyOf():
            return _combined([compile_guard(part, ground) for part in guard.any], any)
        case NotOf():
            return _negated(compile_guard(guard.not_, ground))
        case Clause():
            return _clause(guard, ground)
        case _:
            assert_never(guard)


def _combined(tests: list[Test], combine: Callable[[list[bool]], bool]) -> Test:
    def test(step: Step) -> Verdict:
        verdicts = [part(step) for part in tests]
        return Verdict(combine([v.holds for v in verdicts]), tuple(c for v in verdicts for c in v.clauses))

    return test


def _negated(inner: Test) -> Test:
    def test(step: Step) -> Verdict:
        verdict = inner(step)
        return Verdict(not verdict.holds, verdict.clauses)

    return test


def _clause(clause: Clause, ground: Ground) -> Test:
    read, expected_of, compare = (
        read_path(clause.field, ground),
        _expected(clause, ground),
        _comparison(clause, ground),
    )

    def test(step: Step) -> Verdict:
        actual, expected = read(step), expected_of(step)
        holds, why = _judge(clause.op, actual, expected, compare, step)
        shown = None if actual is MISSING else actual
        trace = ClauseTrace(
            clause.field, clause.op, None if expected is MISSING else expected, shown, holds, why
        )
        return Verdict(holds, (trace,))

    return test


Compare = Callable[[Any, Any, "Step"], bool | None]
"""True or false, or None where the two can't be compared."""


def _judge(op: Op, actual: Any, expected: Any, compare: Compare, step: Step) -> tuple[bool, Why | None]:
    if op == "exists":
        return actual is not MISSING, None if actual is not MISSING else "missing"
    if op == "missing":
        return actual is MISSING, None
    if actual is MISSING or expected is MISSING:
        return False, "missing"
    holds = compare(actual, expected, step)
    return (False, "unlike") if holds is None else (holds, None)


def _expected(clause: Clause, ground: Ground) -> Read:
    other, value = _other_field(clause), clause.value
    return read_path(other, ground) if other is not None else lambda _step: value


def _other_field(clause: Clause) -> str | None:
    """The path of what it is compared with, where that isn't written in the clause itself."""
    value = clause.value
    return str(value["field"]) if isinstance(value, Mapping) and set(value) == {"field"} else None


def _comparison(clause: Clause, ground: Ground) -> Compare:
    match clause.op:
        case "eq" | "ne" as op:
            return _same(op, ground)
        case "gt" | "gte" | "lt" | "lte" as op:
            return _ordered(_ORDERS[op], ground)
        case "in" | "not_in" as op:
            return _membership(op == "in", ground)
        case "contains":
            return _contains(ground)
        case "starts_with":
            return lambda actual, expected, _: _text(actual, expected, str.startswith)
        case "ends_with":
            return lambda actual, expected, _: _text(actual, expected, str.endswith)
        case "matches":
            return _matches(clause)
        case "before" | "after" | "within" as op:
            return _in_time(op, clause, ground)
        case "exists" | "missing":
            return lambda _actual, _expected, _step: None
        case _:
            assert_never(clause.op)


_ORDERS: Mapping[str, Callable[[int], bool]] = {
    "gt": lambda order: order > 0,
    "gte": lambda order: order >= 0,
    "lt": lambda order: order < 0,
    "lte": lambda order: order <= 0,
}


def _ordered(holds: Callable[[int], bool], ground: Ground) -> Compare:
    def compare(actual: Any, expected: Any, _step: Step) -> bool | None:
        order = _order(actual, expected, ground)
        return None if order is None else holds(order)

    return compare


def _same(op: Literal["eq", "ne"], ground: Ground) -> Compare:
    def compare(actual: Any, expected: Any, _step: Step) -> bool | None:
        equal = _equal(actual, expected, ground)
        return None if equal is None else equal is (op == "eq")

    return compare


def _equal(a: Any, b: Any, ground: Ground) -> bool | None:
    """None for unlike types. What has no order, a boolean or a list, is equal to its like."""
    if isinstance(a, bool) and isinstance(b, bool):
        return a is b
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return list(a) == list(b)
    order = _order(a, b, ground)
    return None if order is None else order == 0


def _order(a: Any, b: Any, ground: Ground) -> int | None:
    """-1, 0, 1; None without an order. A date and an instant compare by calendar day in the flow's zone."""
    if isinstance(a, date) or isinstance(b, date):
        a, b = moment(a), moment(b)
        if a is None or b is None:
            return None
        if not (isinstance(a, datetime) and isinstance(b, datetime)):
            a, b = _day(a, ground), _day(b, ground)
    elif _sort(a) is None or _sort(a) != _sort(b):
        return None
    return 0 if a == b else -1 if a < b else 1


def _sort(value: Any) -> str | None:
    if isinstance(value, str):
        return "text"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else None


def moment(value: Any) -> date | datetime | None:
    """A date, or an instant; text is read as ISO, a naive instant as UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        pass
    try:
        return moment(datetime.fromisoformat(value))
    except ValueError:
        return None


def _day(when: date | datetime, ground: Ground) -> date:
    if isinstance(when, datetime):
        return min(max(when, EARLIEST), LATEST).astimezone(ground.zone).date()
    return when


def _membership(inside: bool, ground: Ground) -> Compare:
    def compare(actual: Any, expected: Any, _step: Step) -> bool | None:
        if not isinstance(expected, list | tuple):
            return None
        found = _found(actual, expected, ground)
        return None if found is None else found is inside

    return compare


def _found(value: Any, items: Sequence[Any], ground: Ground) -> bool | None:
    """Whether one of the items is equal; None when all of them are unlike."""
    verdicts = [_equal(value, item, ground) for item in items]
    return None if verdicts and all(verdict is None for verdict in verdicts) else True in verdicts


def _contains(ground: Ground) -> Compare:
    def compare(actual: Any, expected: Any, _step: Step) -> bool | None:
        if isinstance(actual, list | tuple):
            return _found(expected, actual, ground)
        return _text(actual, expected, str.__contains__)

    return compare


def _text(actual: Any, expected: Any, test: Callable[[str, str], bool]) -> bool | None:
    if not (isinstance(actual, str) and isinstance(expected, str)):
        return None
    return test(actual, expected)


def _matches(clause: Clause) -> Compare:
    """RE2 runs in linear time whatever the pattern: it meets customers' text."""
    if not isinstance(clause.value, str):
        return lambda _actual, _expected, _step: None
    options = re2.Options()
    options.log_errors = False
    try:
        pattern = re2.compile(clause.value, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise InvalidGuard(f"“{clause.value}” is not a pattern that can be matched: {error}.") from error

    def compare(actual: Any, _expected: Any, _step: Step) -> bool | None:
        try:
            return bool(pattern.search(actual)) if isinstance(actual, str) else None
        except UnicodeEncodeError:
            # Half of a surrogate pair, as JSON may carry: no pattern is like it.
            return None

    return compare


def _in_time(op: Literal["before", "after", "within"], clause: Clause, ground: Ground) -> Compare:
    edge_of = _edge(clause.value, ground) if _other_field(clause) is None else None

    def compare(actual: Any, expected: Any, step: Step) -> bool | None:
        now, when = step.change.at, moment(actual)
        edge = (edge_of or _edge(expected, ground))(now)
        if when is None or edge is None:
            return None
        order = _order(when, edge, ground)
        if order is None or op == "before":
            return None if order is None else order < 0
        if op == "after":
            return order > 0
        # `within: -7d` looks back: the edge then lies before now.
        from_now, ahead = _order(when, now, ground), _order(edge, now, ground)
        if from_now is None or ahead is None:
            return None
        return from_now >= 0 >= order if ahead >= 0 else order >= 0 >= from_now

    return compare


def _edge(expected: Any, ground: Ground) -> Callable[[datetime], date | datetime | None]:
    """A moment, or a duration counted from now; None for what is neither."""
    edge = moment(expected)
    length = _duration(expected) if edge is None and isinstance(expected, str) else None
    if length is None:
        return lambda _now: edge
    return lambda now: add(now, length, ground.zone, ground.calendar)


def _duration(text: str) -> Duration | None:
    try:
        return parse_duration(text)
    except InvalidDuration:
        return None
