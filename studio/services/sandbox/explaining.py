"""What was written down while something happened, made into a step that explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from flows.binding import ContactFacts
from flows.conversation import Told
from flows.effects import Send
from flows.trace_words import change_words, outcome_words, verdict_words
from flows.words import readable, transition_words
from flows.world.entries import (
    CallEntry,
    Entry,
    HeardEntry,
    ProblemEntry,
    SaidEntry,
    SendEntry,
    TimerEntry,
    ToldEntry,
)
from flows.world.happenings import Happening
from flows.world.world import Armed, Opened, Said, World
from studio.services.sandbox.appearance import appearing
from studio.services.sandbox.model import (
    BindingRow,
    CallRow,
    CandidateRow,
    CheckRow,
    Heard,
    MessageRow,
    Person,
    Step,
    ToldRow,
)
from studio.services.sandbox.wording import (
    happening_words,
    shortfalls,
)

NOBODY_ASKED = ("button", "given", "none")
"""What stands for a detector where none was asked."""


class Place(NamedTuple):
    """Where a step stands in its run."""

    id: str
    parent: str | None


def explained(
    place: Place,
    happening: Happening | None,
    before: World | None,
    after: World,
    entries: Sequence[Entry],
    threshold: float,
    refused: str = "",
) -> Step:
    """A step of a run. `before` is None for the start; `refused` says why nothing could be done."""
    told = [entry.told for entry in entries if isinstance(entry, ToldEntry)]
    problems = dict.fromkeys([refused] * bool(refused) + list(_problems(after, entries)))
    return Step(
        place.id, place.parent, happening, happening_words(happening, before or after), after.now,
        _understood(entries, threshold), tuple(_told(after, one) for one in told), tuple(_messages(after, entries)),
        tuple(_calls(entries)), tuple(_checks(after, entries)), tuple(_bindings(before, after)),
        after.facts.conversation.channel or "", after.facts.conversation.held, person(after.facts.contact),
        person((before or after).facts.contact), tuple(problems),
    )  # fmt: skip


def person(contact: ContactFacts) -> Person:
    """The contact as people see it."""
    return Person(*contact)


def _problems(world: World, entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, ProblemEntry):
            yield entry.sentence
        elif isinstance(entry, ToldEntry):
            yield from shortfalls(_process(world, entry.told).flow, entry.told)


def _process(world: World, told: Told) -> Opened:
    found = world.process(told.before.binding_id)
    assert found is not None, "a process is never forgotten"
    return found


def _understood(entries: Iterable[Entry], threshold: float) -> Heard | None:
    for entry in entries:
        if isinstance(entry, HeardEntry):
            heard = {one.intent for one in entry.heard}
            runner_up = next((score for score in entry.scores if score[0] not in heard), None)
            asked = entry.detector not in NOBODY_ASKED
            return Heard(
                entry.text, entry.detector, entry.heard, runner_up, entry.scores, threshold if asked else None
            )
    return None


def _told(world: World, told: Told) -> ToldRow:
    flow, trace = _process(world, told).flow, told.decision.trace
    by_id = {transition.id: transition for transition in flow.transitions}
    rows = [
        CandidateRow(
            one.transition, transition_words(by_id[one.transition]), one.verdict,
            verdict_words(one, told.change, by_id[one.transition].min_confidence), one.clauses,
        )
        for step in trace.steps
        for one in step.candidates
    ]  # fmt: skip
    return ToldRow(
        told.before.binding_id, flow.process_type, change_words(flow, told.change), told.change.at, trace.outcome,
        outcome_words(flow, told), tuple(step.taken for step in trace.steps if step.taken), told.before.state,
        told.decision.binding.state, tuple(rows), trace.dropped, trace.notes, trace,
    )  # fmt: skip


def _messages(world: World, entries: Iterable[Entry]) -> Iterator[MessageRow]:
    for entry in entries:
        if isinstance(entry, SaidEntry):
            yield appearing(entry.said, "waiting" if entry.waiting else "sent")
        elif isinstance(entry, SendEntry):
            said = _as_if_said(world, entry.send, entry.binding_id)
            yield appearing(said._replace(at=entry.at), entry.fate, entry.why)


def _as_if_said(world: World, send: Send, binding_id: str) -> Said:
    channel = next((name for name in send.channel if name not in ("same", "preferred")), None)
    channel = channel or world.facts.conversation.channel or ""
    return Said(send.key, "business", channel, send.content, world.now, binding_id, send.message)


def _calls(entries: Iterable[Entry]) -> Iterator[CallRow]:
    for entry in entries:
        if isinstance(entry, CallEntry):
            call = entry.call
            yield CallRow(
                call.key, entry.binding_id, call.operation, call.arguments, entry.fate, entry.answer, entry.at
            )


def _checks(world: World, entries: Sequence[Entry]) -> Iterator[CheckRow]:
    timers = [entry for entry in entries if isinstance(entry, TimerEntry)]
    new = {entry.timer.order for entry in timers if entry.fate == "armed"}
    for entry in timers:
        if entry.fate != "armed":
            yield _check(world, entry.timer, entry.fate, entry.timer.order in new)
    for timer in sorted(world.armed, key=lambda one: (one.due, one.order)):
        yield _check(world, timer, "armed", timer.order in new)


def _check(world: World, timer: Armed, fate: Literal["armed", "void", "due"], armed_now: bool) -> CheckRow:
    process = world.process(timer.binding_id)
    words = readable(timer.name) if timer.name else "check"
    for transition in process.flow.transitions if process is not None else ():
        if transition.id == timer.transition:
            words = transition_words(transition)
    return CheckRow(timer.binding_id, words, timer.transition, timer.due, fate, armed_now)


def _bindings(before: World | None, after: World) -> Iterator[BindingRow]:
    for one in after.opened:
        earlier = before.process(one.id) if before is not None else None
        binding = one.binding
        yield BindingRow(
            one.id, one.flow.process_type, one.flow.name, one.flow.version, binding.state, one.ended, one.outcome,
            binding.visits, one.path, binding.data, earlier.binding.data if earlier is not None else {},
            one.started_by, one.flagged,
        )  # fmt: skip
