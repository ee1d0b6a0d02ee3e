"""A decision in words: what a process was told, what came of it, and why each candidate was taken or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from pydantic import ValidationError

from flows.binding import Binding
from flows.called import called, state_name
from flows.changes import GOTO, ContextChange
from flows.conversation import Told
from flows.guard_model import Clause
from flows.guards import ClauseTrace
from flows.model import Flow, Transition
from flows.trace import CandidateTrace, Outcome, StepTrace, Trace
from flows.words import (
    field_words,
    guard_words,
    op_words,
    readable,
    transition_words,
    trigger_words,
    value_words,
)
from flows.world.entries import Entry, HeardEntry, ProblemEntry, SendEntry, ToldEntry

MOST_PASSED = 3
"""States that were passed at once which a sentence names; the others are counted."""


def change_words(flow: Flow, change: ContextChange) -> str:
    """What a process of the flow was told: `intent: promise to pay (0.87)`."""
    value = readable(change.value) if change.value else ""
    match change.kind:
        case "intent":
            sure = f" ({change.confidence:.2f})" if change.confidence is not None else ""
            return f"intent: {value}{sure}"
        case "event":
            return f"event: {value}"
        case "timeout":
            return _timer_words(flow, change)
        case "action":
            return f"result: {value}"
        case "manual":
            if change.value == "start":
                return "start"
            return f"by hand: {readable((change.value or '').removeprefix(GOTO))}"
        case _:
            assert_never(change.kind)


def _timer_words(flow: Flow, change: ContextChange) -> str:
    """A transition's own timer says how long it ran; what an action set has a name."""
    name = change.value or ""
    if change.source != "timer":
        return f"check: {readable(name) if name else 'without a name'}"
    own = _transition(flow, name)
    return f"timer: {readable(name) if own is None else trigger_words(own.trigger)}"


UNCHANGED: dict[Outcome, str] = {
    "terminal": "It ended in {state}, and hears nothing any more.",
    "no_candidate": "Nothing in {state} listens for that.",
    "guards_failed": "What listens in {state} has a condition that doesn't hold.",
    "late": "It belongs to a state that was left meanwhile: it is recorded, and nothing more.",
    "too_deep": "This goes round in a circle: after 50 changes without a cause from outside, it was stopped.",
    "unknown_state": "The flow has no such state.",
}


def outcome_words(flow: Flow, told: Told) -> str:
    """What came of a change, in a sentence."""
    trace, before, after = told.decision.trace, told.before, told.decision.binding
    origin, target = _quoted(flow, before), _quoted(flow, after)
    if trace.outcome in UNCHANGED:
        return UNCHANGED[trace.outcome].format(state=origin)
    if trace.outcome == "started":
        return f"It starts, and is in {target}."
    if trace.outcome == "unmatched":
        return f"Nothing in {origin} listens for that: it says so, for the {_nth(after.misses)} time."
    way = way_words(flow, trace)
    return f"It stays in {origin}{way}." if trace.outcome == "stayed" else f"It goes to {target}{way}."


def way_words(flow: Flow, trace: Trace) -> str:
    """The transition that the change itself set off, and what was passed at once: ` by “pay”, through “Checking”`."""
    own = trace.steps[0] if trace.steps else None
    way = "" if own is None or own.taken is None else f" by {_named(flow, own)}"
    passed = [step.to_state for step in trace.steps if step.to_state is not None][:-1]
    return f"{way}, through {_listed(flow, passed)}" if passed else way


def _listed(flow: Flow, states: Sequence[str]) -> str:
    names = [f"“{state_name(flow, state)}”" for state in states[:MOST_PASSED]]
    more = len(states) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _named(flow: Flow, step: StepTrace) -> str:
    """A history keeps ids of other versions, which are all that is known of their transitions."""
    transition = _transition(flow, step.taken)
    if transition is None:
        return f"“{step.taken}”"
    name = called(flow, transition, step.state)
    # Where it leads is said in the same sentence.
    return name if step.to_state is None else name.removesuffix(f" to “{state_name(flow, step.to_state)}”")


def _transition(flow: Flow, name: str | None) -> Transition | None:
    return next((one for one in flow.transitions if one.id == name), None)


def _quoted(flow: Flow, binding: Binding) -> str:
    return f"“{state_name(flow, binding.state)}”"


def _nth(count: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(count, f"{count}th")


def verdict_words(candidate: CandidateTrace, change: ContextChange, wanted: float | None) -> str:
    """Why a candidate was taken or not."""
    match candidate.verdict:
        case "taken":
            return "Taken."
        case "later":
            return "An earlier one was taken."
        case "guard":
            return "Its condition doesn't hold."
        case "unsure":
            return f"Not sure enough: {change.confidence or 0:.2f} of the {wanted or 0:.2f} it wants."
        case _:
            assert_never(candidate.verdict)


def clause_words(trace: ClauseTrace) -> str:
    """A clause with what it met: `amount is more than 500: it was 120`."""
    actual = "not known" if trace.actual is None else plain_words(trace.actual)
    unlike = ", which can't be compared" if trace.why == "unlike" else ""
    return f"{condition_words(trace)}: it was {actual}{unlike}"


def condition_words(trace: ClauseTrace) -> str:
    """What a clause asks for: `amount is more than 500`."""
    try:
        return guard_words(Clause(field=trace.field, op=trace.op, value=trace.expected))
    except (ValidationError, ValueError):  # a history keeps clauses of versions that had other operations
        return f"{field_words(trace.field)} {op_words(trace.op)} {plain_words(trace.expected)}"


def plain_words(value: Any) -> str:
    """A value, whole numbers without a point."""
    return value_words(int(value) if isinstance(value, float) and value.is_integer() else value)


def told_words(flow: Flow, told: Told) -> Iterator[str]:
    """The whole decision, a line each, indented by two spaces a level: change, outcome, candidates, their clauses."""
    trace = told.decision.trace
    yield f"{change_words(flow, told.change)}. {outcome_words(flow, told)}"
    by_id = {transition.id: transition for transition in flow.transitions}
    for step in trace.steps:
        for one in step.candidates:
            transition = by_id[one.transition]
            why = verdict_words(one, told.change, transition.min_confidence)
            yield f"  {_mark(one.verdict == 'taken')} {one.transition} ({transition_words(transition)}): {why}"
            for clause in one.clauses:
                yield f"      {_mark(clause.holds)} {clause_words(clause)}"
    yield from (f"  {readable(name)} was left out: {why}" for name, why in trace.dropped)
    yield from (f"  {note}" for note in trace.notes)


def entry_words(flow: Flow, entry: Entry) -> Iterator[str]:
    """Of what was written down, all that explains what was said, what wasn't, and where a process went."""
    match entry:
        case ToldEntry(told):
            yield from told_words(flow, told)
        case HeardEntry(text) if text and entry.detector not in ("button", "given"):
            yield f"heard “{text}”: {_heard_words(entry)}"
        case SendEntry(send, _, fate, why, at):
            name = f"“{readable(send.message)}”" if send.message else "a text"
            when = f"{at.astimezone(flow.compiled.ground.zone):%Y-%m-%d %H:%M}"
            yield f"{name} {_FATES[fate].format(when)}" + (f": {why}" if why else "")
        case ProblemEntry(sentence):
            yield sentence


_FATES = {
    "planned": "is planned for {0}",
    "held": "is held",
    "postponed": "waits until {0}",
    "failed": "failed",
    "void": "is void",
}


def _heard_words(entry: HeardEntry) -> str:
    if entry.held:
        return "an operator has the conversation"
    if entry.heard:
        return ", ".join(f"{readable(one.intent)} {one.confidence:.2f}" for one in entry.heard)
    if not entry.scores:
        return "not understood"
    intent, score = entry.scores[0]
    return f"not understood; the nearest was {readable(intent)} {score:.2f}"


def _mark(good: bool) -> str:
    return "✓" if good else "✗"
