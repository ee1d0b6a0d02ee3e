"""Conditions tried on values: whether a clause can compare at all, and whether a condition can ever hold.

The runtime's own evaluator is asked, on every value at which some clause could change its mind.
What can't be tried this way is taken as possible: patterns, two fields compared, dates beside spans from now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, assert_never

from flows.binding import Binding, Facts
from flows.changes import ContextChange
from flows.errors import InvalidGuard
from flows.findings.samples import NOW, Kind, is_fixed, is_relative, samples, turning_points
from flows.guard_model import AllOf, AnyOf, Clause, Guard, NotOf
from flows.guards import Test, Why, compile_guard
from flows.model import DataField, Flow
from flows.step import Step

MOST_CASES = 256
"""A condition that falls into more cases is taken as possible."""

_CONTACT: Mapping[str, Kind] = {
    "name": "text", "locale": "text", "timezone": "text", "opted_out": "boolean", "tags": "list",
}  # fmt: skip
_CONVERSATION: Mapping[str, Kind] = {
    "channel": "text",
    "in_hours": "boolean",
    "held": "boolean",
    "bucket": "number",
}
_EVENT: Mapping[str, Kind] = {"confidence": "number", "sent_at": "datetime", "due": "datetime"}


class Literal(NamedTuple):
    """A clause, and whether it is to hold."""

    clause: Clause
    holds: bool


Case = tuple[Literal, ...]
"""Literals that are all to be true."""


class _Subject(NamedTuple):
    """What is known of a field's values."""

    kind: Kind | None
    field: DataField | None = None
    always_there: bool = False


class Trials:
    """Trials of one flow's conditions."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._tests: dict[int, tuple[Clause, Test | None]] = {}
        blank = Binding("", flow.process_type, 0, "", 0, NOW, 0)
        self._step = Step(flow.compiled, blank, ContextChange("", "event", None, NOW), Facts())

    # Types

    def kind(self, path: str) -> Kind | None:
        """The type of what a path reads, None where anything may come."""
        return self._subject(path).kind

    def _subject(self, path: str) -> _Subject:
        root, _, name = path.partition(".")
        match root:
            case "data":
                return _data_subject(self._flow.data.get(name))
            case "visits":
                return _Subject("integer", DataField(type="integer", min=0), always_there=True)
            case "now":
                return _Subject("datetime", always_there=True)
            case "conversation":
                return _Subject(_CONVERSATION.get(name), always_there=name in ("in_hours", "held", "bucket"))
            case "contact":
                return _Subject(_CONTACT.get(name), always_there=name in ("opted_out", "tags"))
            case _:
                return _Subject(_EVENT.get(name))

    def refusal(self, clause: Clause) -> str | None:
        """Why the evaluator won't take the clause at all."""
        try:
            compile_guard(clause, self._flow.compiled.ground)
        except InvalidGuard as error:
            return str(error)
        return None

    def clashes(self, clause: Clause) -> bool:
        """Whether the clause compares what can't be compared, as far as the types are known."""
        kind, other = self.kind(clause.field), _other_field(clause)
        other_kind = self.kind(other) if other is not None else None
        if kind is None or (other is not None and other_kind is None):
            return False
        if clause.op in ("gt", "gte", "lt", "lte") and kind in ("boolean", "list"):
            return True
        others = samples(other_kind) if other_kind is not None else (None,)
        return all(self._why(clause, mine, theirs) == "unlike" for mine in samples(kind) for theirs in others)

    def _why(self, clause: Clause, mine: Any, theirs: Any) -> Why | None:
        test = self._test(clause)
        if test is None:
            return None
        (trace,) = test(self._on({"mine": mine, "theirs": theirs})).clauses
        return trace.why

    def turning_points(self, path: str, clauses: Sequence[Clause]) -> list[Any]:
        """Values of what a path reads, between which none of these clauses about it changes its mind."""
        subject = self._subject(path)
        fixed = [clause for clause in clauses if _other_field(clause) is None and clause.op != "matches"]
        return turning_points(subject.kind, subject.field, fixed, self._flow.compiled.ground) if fixed else []

    def truths(self, clauses: Iterable[Clause], value: Any) -> tuple[bool, ...]:
        """Which of these clauses, all about one path and no other, hold of a value."""
        return tuple(
            self._holds(clause, {"mine": value}) for clause in clauses if _other_field(clause) is None
        )

    # Possibility

    def can_hold(self, *wanted: tuple[Guard, bool]) -> bool:
        """Whether conditions can be true, or false, at the same time; True where that can't be told."""
        cases: list[Case] = [()]
        for guard, holds in wanted:
            more = _cases(guard, holds)
            if more is None or len(cases) * len(more) > MOST_CASES:
                return True
            cases = [one + other for one, other in product(cases, more)]
        return any(self._is_possible(case) for case in cases)

    def _is_possible(self, case: Case) -> bool:
        about: dict[str, list[Literal]] = defaultdict(list)
        for literal in case:
            about[literal.clause.field].append(literal)
        return all(self._has_value(path, literals) for path, literals in about.items())

    def _has_value(self, path: str, literals: Sequence[Literal]) -> bool:
        subject = self._subject(path)
        tried, untried = _sorted_out(literals)
        if any(
            one.holds and not other.holds and one.clause == other.clause
            for one in untried
            for other in untried
        ):
            return False
        needs_value = any(literal.holds for literal in untried)
        values: list[dict[str, Any]] = [{"mine": value} for value in self._values(subject, tried)]
        if not needs_value and not subject.always_there:
            values.append({})
        return any(all(self._holds(one.clause, value) == one.holds for one in tried) for value in values)

    def _values(self, subject: _Subject, tried: Sequence[Literal]) -> list[Any]:
        clauses = [literal.clause for literal in tried]
        return turning_points(subject.kind, subject.field, clauses, self._flow.compiled.ground)

    def _holds(self, clause: Clause, payload: Mapping[str, Any]) -> bool:
        test = self._test(clause)
        return test is not None and test(self._on(payload)).holds

    # The evaluator

    def _on(self, payload: Mapping[str, Any]) -> Step:
        self._step.change = self._step.change._replace(payload=payload)
        return self._step

    def _test(self, clause: Clause) -> Test | None:
        """The clause on a stand-in that can hold any value; None for one that the evaluator won't take."""
        if id(clause) not in self._tests:
            value = clause.value if _other_field(clause) is None else {"field": "event.theirs"}
            stand_in = clause.model_copy(update={"field": "event.mine", "value": value})
            try:
                test = compile_guard(stand_in, self._flow.compiled.ground)
            except InvalidGuard:
                test = None
            self._tests[id(clause)] = clause, test
        return self._tests[id(clause)][1]


def _data_subject(field: DataField | None) -> _Subject:
    if field is None:
        return _Subject(None)
    match field.type:
        case "string" | "text" | "email" | "phone" | "file":
            return _Subject("text", field)
        case _:
            return _Subject(field.type, field)


def _sorted_out(literals: Iterable[Literal]) -> tuple[list[Literal], list[Literal]]:
    """Those whose truth can be tried on values, and the others."""
    clauses = [literal.clause for literal in literals]
    mixed = any(map(is_relative, clauses)) and any(map(is_fixed, clauses))
    tried: list[Literal] = []
    untried: list[Literal] = []
    for one in literals:
        alone = one.clause.op == "matches" or _other_field(one.clause) is not None
        (untried if alone or (mixed and is_relative(one.clause)) else tried).append(one)
    return tried, untried


def _other_field(clause: Clause) -> str | None:
    value = clause.value
    return str(value["field"]) if isinstance(value, Mapping) and set(value) == {"field"} else None


def _cases(guard: Guard, holds: bool) -> list[Case] | None:
    """The cases in which a condition is true, or false (its disjunctive normal form); None for too many."""
    match guard:
        case Clause():
            return [(Literal(guard, holds),)]
        case NotOf():
            return _cases(guard.not_, not holds)
        case AllOf():
            return (_every if holds else _either)(guard.all, holds)
        case AnyOf():
            return (_either if holds else _every)(guard.any, holds)
        case _:
            assert_never(guard)


def _either(parts: Iterable[Guard], holds: bool) -> list[Case] | None:
    cases: list[Case] = []
    for part in parts:
        more = _cases(part, holds)
        if more is None or len(cases) + len(more) > MOST_CASES:
            return None
        cases += more
    return cases


def _every(parts: Iterable[Guard], holds: bool) -> list[Case] | None:
    cases: list[Case] = [()]
    for part in parts:
        more = _cases(part, holds)
        if more is None or len(cases) * len(more) > MOST_CASES:
            return None
        cases = [one + other for one, other in product(cases, more)]
    return cases
