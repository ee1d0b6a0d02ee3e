"""The history of a real process in words: each moment of it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from flows.binding import Binding
from flows.conversation import Told
from flows.decide import Decision
from flows.hearing import Understood
from flows.model import Flow
from flows.personal import impersonal
from flows.trace_words import change_words, outcome_words, verdict_words
from flows.words import readable, transition_words
from flows.world.retelling import Recorded, Turned
from runtime.store.past import Past
from studio.services.sandbox.masking import NOT_FOR_YOU
from studio.services.sandbox.model import CandidateRow

_DID: Mapping[str, str] = {
    "send_message": "a message", "enqueue_followup": "a planned message", "schedule_check": "a check",
    "update_backend": "a call of your systems", "escalate": "handed to an operator", "resolve": "an outcome",
    "start_process": "another process", "emit_event": "an event", "set_data": "data kept",
    "set_contact": "the contact changed", "tag": "tags",
}  # fmt: skip


class Moment(NamedTuple):
    """One thing that the process was told, and what came of it."""

    order: int
    at: datetime
    kind: str
    what: str
    """What happened: “intent: promise to pay (0.87)”."""
    said: str
    """The customer's words, where there are some."""
    understood: tuple[tuple[str, float], ...]
    """(intent, confidence)."""
    detector: str
    words: str
    """What came of it, in a sentence."""
    from_state: str
    to_state: str
    taken: str | None
    candidates: tuple[CandidateRow, ...]
    did: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def moments(past: Past, flow: Flow, binding_id: str, may: bool) -> Iterator[Moment]:
    """What one process was told, oldest first; without what was written, unless the reader `may` see it."""
    state, misses = flow.initial_state, 0
    for turned in past.turned:
        for line in turned.told:
            if line.binding_id == binding_id:
                misses = (
                    misses + 1 if line.trace.outcome == "unmatched" else 0 if line.trace.applied else misses
                )
                stands = past.stored[binding_id]._replace(misses=misses)
                yield _moment(flow, turned, line, stands._replace(state=state), may)
                state = line.to_state


def _moment(flow: Flow, turned: Turned, line: Recorded, before: Binding, may: bool) -> Moment:
    heard = turned.heard
    told = Told(line.change, before, Decision(before._replace(state=line.to_state), (), line.trace))
    by_id = {one.id: one for one in flow.transitions}
    trace = line.trace if may else impersonal(flow, line.trace)
    candidates = tuple(
        CandidateRow(
            one.transition, transition_words(by_id[one.transition]), one.verdict,
            verdict_words(one, line.change, by_id[one.transition].min_confidence),
            one.clauses,
        )
        for step in trace.steps
        for one in step.candidates
        if one.transition in by_id
    )  # fmt: skip
    understood: tuple[Understood, ...] = heard.heard if heard is not None else ()
    return Moment(
        line.order, line.change.at, line.change.kind, change_words(flow, line.change),
        (heard.text if may else NOT_FOR_YOU) if heard is not None else "",
        tuple((one.intent, one.confidence) for one in understood), heard.detector if heard is not None else "",
        outcome_words(flow, told), before.state, line.to_state, line.trace.taken, candidates,
        tuple(_DID.get(one, readable(one)) for one in line.effects), line.trace.dropped if may else (),
        line.trace.notes,
    )  # fmt: skip
