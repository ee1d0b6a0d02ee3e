"""`guard-type` and `guard-never-true`: conditions that compare what can't be compared, or can't come true."""

from __future__ import annotations

from collections.abc import Iterator

from flows.called import called
from flows.findings import places
from flows.findings.finding import Check, Finding
from flows.findings.places import Place
from flows.findings.trials import Trials
from flows.guard_model import Clause
from flows.model import Flow
from flows.words import field_words, guard_words, value_words

_KINDS = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "yes or no",
    "date": "a date",
    "datetime": "a date with a time",
    "list": "a list",
}


def type_clashes(flow: Flow) -> Iterator[Finding]:
    trials = Trials(flow)
    for place, guard in places.guards(flow):
        for inner, clause in places.clauses(place, guard):
            message = _clash(trials, inner, clause)
            if message is not None:
                yield Finding("guard-type", "error", inner.at, message, inner.path)


def _clash(trials: Trials, place: Place, clause: Clause) -> str | None:
    refusal = trials.refusal(clause)
    if refusal is not None:
        return f"In {place.words}: {refusal}"
    phrase = guard_words(clause)
    kind = _KINDS.get(trials.kind(clause.field) or "")
    if clause.op in ("in", "not_in") and not isinstance(clause.value, dict):
        return _list_clash(trials, place, clause)
    if kind is None or not trials.clashes(clause):
        return None
    name = field_words(clause.field)
    return f"In {place.words}, “{phrase}” can't be compared: {name} is {kind}, {_other(trials, clause)}."


def _list_clash(trials: Trials, place: Place, clause: Clause) -> str | None:
    if not isinstance(clause.value, list | tuple):
        return f"In {place.words}, “{guard_words(clause)}” needs a list of values to choose from."
    for value in clause.value:
        message = _clash(trials, place, clause.model_copy(update={"op": "eq", "value": value}))
        if message is not None:
            return message
    return None


def _other(trials: Trials, clause: Clause) -> str:
    value = clause.value
    if isinstance(value, dict) and set(value) == {"field"}:
        kind = _KINDS.get(trials.kind(str(value["field"])) or "", "something else")
        return f"{value_words(value)} is {kind}"
    if value is None:
        return "and there is nothing to compare it with"
    if clause.op in ("gt", "gte", "lt", "lte") and isinstance(value, bool):
        return "which has no order"
    return f"“{value_words(value)}” isn't something to compare that with"


def impossible_guards(flow: Flow) -> Iterator[Finding]:
    trials = Trials(flow)
    for place, transition in places.transitions(flow):
        guard = transition.when
        if guard is None:
            continue
        refused = any(trials.refusal(clause) for _, clause in places.clauses(place, guard))
        if refused or not trials.can_hold((guard, True)):
            message = f"{called(flow, transition)} can never be taken: “{guard_words(guard)}” is never true."
            yield Finding("guard-never-true", "warning", place.at, message, place.inner("when").path)


CHECKS = (
    Check({"guard-type": "error"}, type_clashes),
    Check({"guard-never-true": "warning"}, impossible_guards),
)
