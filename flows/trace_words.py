"""A decision in words: what a process was told, what came of it, and why each candidate was taken or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from pydantic import ValidationError

from flows.binding import Binding
from flows.changes import GOTO, ContextChange
from flows.conversation import Told
from flows.guard_model import Clause
from flows.guards import ClauseTrace
from flows.model import Flow
from flows.trace import CandidateTrace, Outcome
from flows.words import field_words, guard_words, op_words, readable, transition_words, value_words
from flows.world.entries import Entry, HeardEntry, ProblemEntry, SendEntry, ToldEntry


def state_name(flow: Flow, state: str) -> str:
    """What people call a state; its id where the flow doesn't have it."""
    known = flow.compiled.states.get(state)
    return state if known is None else known.name


def change_words(change: ContextChange) -> str:
    """What a process was told: `intent: promise to pay (0.87)`."""
    value = readable(change.value) if change.value else ""
    match change.kind:
        case "intent":
            sure = f" ({change.confidence:.2f})" if change.confidence is not None else ""
            return f"intent: {value}{sure}"
        case "event":
            return f"event: {value}"
        case "timeout":
            return f"timer: {value}" if change.source == "timer" else f"check: {value or 'without a name'}"
        case "action":
            return f"result: {value}"
        case "manual":
            if change.value == "start":
                return "start"
            return f"by hand: {readable((change.value or '').removeprefix(GOTO))}"
        case _:
            assert_never(change.kind)


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
    way = f" by “{trace.taken}”" if trace.taken else ""
    return f"It stays in {origin}{way}." if trace.outcome == "stayed" else f"It goes to {target}{way}."


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
    yield f"{change_words(told.change)}. {outcome_words(flow, told)}"
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
