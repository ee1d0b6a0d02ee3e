"""`start` and `decide`: the whole meaning of a state map, as two pure functions.

Time is `change.at`; nothing is read but the arguments, and the same arguments always give the same decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flows.actions.action import Action
from flows.binding import Binding, Facts
from flows.changes import GOTO, MAX_DEPTH, ContextChange
from flows.compiled import CompiledFlow
from flows.compiled_state import CompiledState, Listener, Listeners
from flows.content import send
from flows.effects import Effect
from flows.errors import FlowError
from flows.hearing import ANSWER, UNMATCHED
from flows.model import Flow
from flows.step import Step
from flows.trace import CandidateTrace, Outcome, StepTrace, Trace

NO_FACTS = Facts()
MAX_CHAIN = 50
"""How many `always` transitions and known answers one change may set off."""


class Decision(NamedTuple):
    """The next binding (the same one, when nothing applied), what is to be done, and why."""

    binding: Binding
    effects: tuple[Effect, ...]
    trace: Trace


def start(flow: Flow, binding: Binding, change: ContextChange, facts: Facts = NO_FACTS) -> Decision:
    """Enter the initial state with a fresh binding (`visit` 0), as any entry does."""
    step = Step(flow.compiled, binding, change, facts)
    _enter(step, flow.initial_state)
    _follow(step, binding.visit)
    return _decision(step, "started")


def decide(flow: Flow, binding: Binding, change: ContextChange, facts: Facts = NO_FACTS) -> Decision:
    """What `change` does to `binding`. Total: it never raises for a loadable flow.

    Facts are the contact's and the conversation's.
    """
    compiled = flow.compiled
    if (refused := _refused(compiled, binding, change)) is not None:
        return _nothing(binding, refused)
    if change.kind == "manual" and change.value is not None and change.value.startswith(GOTO):
        return _go_to(compiled, binding, change, facts)
    listeners = compiled.at(binding.state).listeners(change)
    if not listeners and not _may_answer(change):
        return _nothing(binding, "no_candidate")
    step = Step(compiled, binding, change, facts)
    if change.slots:
        step.lay_over(change.slots)
        if change.value == ANSWER and not step.overlay:
            return _nothing(binding, "no_candidate", step)  # a value that doesn't fit answers nothing
    taker = _first(step, listeners, change.value or change.kind)
    if taker is not None:
        _take(step, taker)
        _follow(step, binding.visit)
        return _decision(step, "taken" if taker.target is not None else "stayed")
    if _may_answer(change) and _answer_unmatched(step):
        return _decision(step, "unmatched")
    return _nothing(binding, "guards_failed" if listeners else "no_candidate", step)


def _refused(compiled: CompiledFlow, binding: Binding, change: ContextChange) -> Outcome | None:
    if change.depth > MAX_DEPTH:
        return "too_deep"
    going = change.kind == "manual" and change.value is not None and change.value.startswith(GOTO)
    if going:
        return None if (change.value or "").removeprefix(GOTO) in compiled.states else "unknown_state"
    if binding.state in compiled.terminal:
        return "terminal"
    if change.visit is not None and change.visit != binding.visit:
        return "late"
    return None


def _first(step: Step, listeners: Listeners, cause: str) -> Listener | None:
    """The first candidate whose condition holds, with every candidate in the trace."""
    if len(listeners) == 1 and listeners[0].plain:
        only = listeners[0]
        step.steps.append(StepTrace(cause, step.state, only.id, only.target, (only.taken,)))
        return only
    taker: Listener | None = None
    candidates: list[CandidateTrace] = []
    for listener in listeners:
        if taker is not None:
            candidates.append(listener.later)
            continue
        candidate = _candidate(step, listener)
        candidates.append(candidate)
        if candidate.verdict == "taken":
            taker = listener
    taken, target = (taker.id, taker.target) if taker is not None else (None, None)
    step.steps.append(StepTrace(cause, step.state, taken, target, tuple(candidates)))
    return taker


def _candidate(step: Step, listener: Listener) -> CandidateTrace:
    confidence = step.change.confidence
    if (
        listener.min_confidence is not None
        and confidence is not None
        and confidence < listener.min_confidence
    ):
        return listener.unsure
    if listener.test is None:
        return listener.taken
    holds, clauses = listener.test(step)
    return CandidateTrace(listener.id, "taken" if holds else "guard", clauses)


def _take(step: Step, listener: Listener) -> None:
    step.next_revision()
    step.misses = 0
    if listener.target is not None:
        _enter(step, listener.target, listener.actions)
        return
    step.store_overlay()
    _act(step, listener.actions)


def _act(step: Step, actions: Iterable[Action]) -> None:
    for action in actions:
        try:
            action.apply(step)
        except FlowError as error:
            step.note(f"{step.state}: an action was left out. {error}")


def _enter(step: Step, target: str, actions: Iterable[Action] = (), *, silent: bool = False) -> None:
    """A new visit with its timers; then the transition's actions, the state's own, its question."""
    here = step.move_to(target)
    _act(step, actions)
    if silent:
        return
    _act(step, here.enter)
    if here.ask is not None and not _answers_itself(step, here):
        send(step, here.ask.message)


def _answers_itself(step: Step, here: CompiledState) -> bool:
    """Whether the question needs no asking: its answer is known, and a transition takes it."""
    return _any_holds(step, _known_answer_listeners(step, here))


def _any_holds(step: Step, listeners: Listeners) -> bool:
    return any(_candidate(step, listener).verdict == "taken" for listener in listeners)


def _known_answer_listeners(step: Step, here: CompiledState) -> Listeners:
    return here.answers if here.ask is not None and step.known_answer(here.ask) else ()


def _follow(step: Step, before: int) -> None:
    """After an entry, take what follows by itself: `always` transitions, and answers already known."""
    if step.visit == before:
        return
    tried: set[str] = set()
    for _ in range(MAX_CHAIN):
        cause, listeners = _next_round(step, tried)
        taker = _first(step, listeners, cause) if listeners else None
        if taker is None:
            return
        # Without a target an `always` holds still; taken again it would only repeat itself.
        tried = {*tried, taker.id} if taker.target is None else set()
        _take(step, taker)
    step.flagged = _any_holds(step, _next_round(step, tried)[1])


def _next_round(step: Step, tried: set[str]) -> tuple[str, Listeners]:
    here = step.compiled.at(step.state)
    if here.always:
        return "always", tuple(x for x in here.always if x.id not in tried)
    return ANSWER, () if tried else _known_answer_listeners(step, here)


def _go_to(compiled: CompiledFlow, binding: Binding, change: ContextChange, facts: Facts) -> Decision:
    step = Step(compiled, binding, change, facts)
    target = (change.value or "").removeprefix(GOTO)
    step.next_revision()
    step.misses = 0
    step.steps.append(StepTrace(change.value or GOTO, step.state, None, target, ()))
    _enter(step, target, silent=bool(change.payload.get("silent")))
    _follow(step, binding.visit)
    return _decision(step, "taken")


def _may_answer(change: ContextChange) -> bool:
    return change.kind == "intent" and change.value == UNMATCHED


def _answer_unmatched(step: Step) -> bool:
    """The state's `retry`, or the flow's `unmatched` block. False when the flow says nothing to it."""
    flow = step.compiled.flow
    ask = step.compiled.at(step.state).ask
    retry = ask.retry if ask is not None else None
    block = flow.unmatched
    message = retry or (block.message if block is not None else None)
    if block is None and message is None:
        return False
    step.next_revision()
    step.misses += 1
    if block is not None and (message is None or step.misses > block.tries):
        _act(step, block.then)
    elif message is not None:
        send(step, message)
    return True


def _decision(step: Step, outcome: Outcome) -> Decision:
    trace = Trace(outcome, tuple(step.steps), tuple(step.dropped), tuple(step.notes), step.flagged)
    return Decision(step.binding(), tuple(step.effects), trace)


def _nothing(binding: Binding, outcome: Outcome, step: Step | None = None) -> Decision:
    if step is None:
        return Decision(binding, (), Trace(outcome, flagged=outcome == "too_deep"))
    return Decision(binding, (), Trace(outcome, tuple(step.steps), tuple(step.dropped)))
