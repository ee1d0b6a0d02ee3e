"""Why a step went as it did, as the page shows it: plain JSON, everything in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from flows.guards import ClauseTrace
from flows.hearing import RESERVED
from flows.model import Flow
from flows.trace_words import condition_words, plain_words
from flows.words import field_words, readable, transition_words
from studio.panels.sandbox.moments import ahead
from studio.services.sandbox.model import (
    CallRow,
    CandidateRow,
    CheckRow,
    Heard,
    Person,
    Step,
    ToldRow,
)
from studio.words import moment

Shown = dict[str, Any]
_DETECTORS: Mapping[str, str] = {
    "local-spelling": "Only likeness of letters counts: the language model isn't installed.",
    "button": "A button says exactly what is meant.",
    "given": "Taken as understood.",
    "none": "Nobody listened to what was said.",
}
_WHY_NOT: Mapping[str, str] = {"missing": "there is no value", "unlike": "the two can't be compared"}
_FATES: Mapping[str, str] = {"armed": "set", "void": "no longer", "due": "fired"}


def explanation(step: Step, flows: Sequence[Flow], zone: tzinfo) -> Shown:
    """All there is to say about a step. Times are of `zone`."""
    by_type = {flow.process_type: flow for flow in flows}
    several = len(step.bindings) > 1
    titles = {one.binding_id: one.title if several else "" for one in step.bindings}
    loud = [row for row in step.told if not _quiet(row)]
    return {
        "id": step.id,
        "words": step.words,
        "time": moment(step.at, zone),
        "problems": list(step.problems),
        "heard": _heard(step.understood),
        "told": [_told(row, step, by_type.get(row.process_type), titles) for row in loud],
        "quiet": [row.change for row in step.told if _quiet(row)],
        "data": list(_data(step, titles)),
        "checks": [_check(row, step, titles, zone) for row in step.checks],
        "calls": [_call(row) for row in step.calls],
    }


def _quiet(row: ToldRow) -> bool:
    """A result that nobody waits for is no news."""
    return row.outcome in ("no_candidate", "late", "terminal") and row.change.startswith("result:")


def _heard(heard: Heard | None) -> Shown | None:
    if heard is None:
        return None
    understood = {one.intent: one for one in heard.heard}
    scores = heard.scores or tuple((one.intent, one.confidence) for one in heard.heard)
    bars = [
        {
            "words": readable(intent),
            "percent": round(100 * (understood[intent].confidence if intent in understood else score)),
            "heard": intent in understood,
            "evidence": understood[intent].evidence if intent in understood else "",
        }
        for intent, score in scores
    ]
    return {
        "text": heard.text,
        "verdict": _verdict(heard),
        "note": _DETECTORS.get(heard.detector, ""),
        "bars": bars,
        "threshold": None if heard.threshold is None else round(100 * heard.threshold),
        "slots": [
            [readable(name), plain_words(value)] for one in heard.heard for name, value in one.slots.items()
        ],
    }


def _verdict(heard: Heard) -> str:
    if heard.detector == "none":
        return "Not listened to"
    if not heard.heard:
        return "Not understood"
    names = [
        "an answer to the question" if one.intent in RESERVED else f"“{readable(one.intent)}”"
        for one in heard.heard
    ]
    return f"Understood as {' and '.join(names)}"


def _told(row: ToldRow, step: Step, flow: Flow | None, titles: Mapping[str, str]) -> Shown:
    return {
        "title": titles.get(row.binding_id, ""),
        "change": row.change,
        "words": row.words,
        "moved": row.from_state != row.to_state or row.outcome == "started",
        "still": row.outcome not in ("started", "taken", "stayed"),
        "candidates": [_candidate(one) for one in row.candidates],
        "others": [] if flow is None else list(_others(row, flow)),
        "dropped": [f"{readable(name)}: {why}" for name, why in row.dropped],
        "notes": [note for note in row.notes if note not in step.problems],
    }


def _candidate(row: CandidateRow) -> Shown:
    return {
        "transition": row.transition,
        "words": row.words,
        "taken": row.verdict == "taken",
        "why": row.why,
        "clauses": [_clause(one) for one in row.clauses],
    }


def _clause(trace: ClauseTrace) -> Shown:
    actual = "not known" if trace.actual is None else plain_words(trace.actual)
    why = f" ({_WHY_NOT[trace.why]})" if trace.why == "unlike" else ""
    return {
        "words": condition_words(trace),
        "actual": actual + why,
        "holds": trace.holds,
        "field": field_words(trace.field),
    }


def _others(row: ToldRow, flow: Flow) -> Iterator[Shown]:
    """What else leads on from there: it waited for something else. From a state that is gone, nothing does."""
    if row.from_state not in flow.compiled.states:
        return
    listened = {one.transition for one in row.candidates}
    for transition in flow.transitions:
        leaves = row.from_state in transition.from_states or (
            transition.from_any and row.from_state not in flow.terminal_states
        )
        if leaves and transition.id not in listened:
            yield {"type": transition.trigger.type, "words": transition_words(transition)}


def _data(step: Step, titles: Mapping[str, str]) -> Iterator[Shown]:
    """What each process knows, and what is known of the contact; nothing where there is nothing."""
    known = [(titles[one.binding_id], one.data_before, one.data) for one in step.bindings]
    for title, before, after in (*known, ("The customer", _facts(step.contact_before), _facts(step.contact))):
        rows = list(_changes(before, after))
        if rows:
            yield {"title": title, "rows": rows}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Shown]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        yield {
            "name": readable(name),
            "before": "" if old is None else plain_words(old),
            "after": "" if new is None else plain_words(new),
            "changed": old != new,
        }


def _facts(person: Person) -> dict[str, Any]:
    """What can change of a contact while one talks to them."""
    known = {"opted out": person.opted_out, "tags": person.tags, **person.attributes}
    return {name: value for name, value in known.items() if value not in (False, (), None)}


def _check(row: CheckRow, step: Step, titles: Mapping[str, str], zone: tzinfo) -> Shown:
    due = moment(row.due, zone)
    return {
        "title": titles.get(row.binding_id, ""),
        "words": row.name,
        "due": f"{due} ({ahead(step.at, row.due)})" if row.fate == "armed" else due,
        "fate": row.fate,
        "fate_words": "new" if row.fate == "armed" and row.armed_now else _FATES[row.fate],
    }


def _call(row: CallRow) -> Shown:
    return {
        "operation": readable(row.operation),
        "fate": {"done": "answered", "waiting": "waits for its answer", "failed": "failed"}[row.fate],
        "failed": row.fate == "failed",
        "values": [*_pairs(row.arguments.items()), *_pairs(row.answer.items(), "answer: ")],
    }


def _pairs(items: Iterable[tuple[str, Any]], prefix: str = "") -> Iterator[list[str]]:
    for name, value in items:
        yield [prefix + readable(name), plain_words(value)]
