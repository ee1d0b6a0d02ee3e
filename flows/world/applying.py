"""A decision carried out in a pretend conversation: the binding, its timers, and each effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from flows.binding import Binding
from flows.changes import MAX_DEPTH, ContextChange
from flows.conversation import FROM_BINDING, Told, facts_after
from flows.decide import Decision, start
from flows.effects import (
    ArmCheck,
    CallBackend,
    Effect,
    EmitEvent,
    Escalate,
    Resolve,
    Send,
    SetContact,
    SetData,
    StartProcess,
    Tag,
)
from flows.errors import InvalidValue, ScenarioError
from flows.model import Flow
from flows.opening import carried, fresh, key_of, key_taken, opening_data, started_by, suffices
from flows.world.entries import EffectEntry, HandedEntry, ProblemEntry, SendEntry, TimerEntry, ToldEntry
from flows.world.going import Going, Queued
from flows.world.world import HELD, Armed, Opened, Posted

LEFT = "Its state was left."
NOT_HERE = "“{0}” is started here, but takes no part: add it, or say how it ended by the event “ended:{0}”."


def apply_decision(going: Going, told: Told) -> None:
    """Keep what came of a change for one binding, and carry out what is only the conversation's own."""
    going.entries.append(ToldEntry(told))
    change, before, decision = told
    opened = going.opened[before.binding_id]
    if decision.trace.flagged:
        opened = opened._replace(flagged=True)
        going.put(opened)
    if not decision.trace.applied:
        return
    binding = decision.binding
    if binding.visit != before.visit:
        _leave(going, before.binding_id)
    ended_before = opened.ended and before.visit > 0
    taken = (step.taken for step in decision.trace.steps)
    path = (*opened.path, *(one for one in taken if one))
    opened = opened._replace(binding=binding, active_at=change.at, path=path)
    just_ended = opened.ended and not ended_before
    if just_ended or not opened.ended:
        opened = opened._replace(outcome=binding.state if just_ended else None)
    going.put(opened)
    for effect in decision.effects:
        _carry_out(going, told, effect)
    if just_ended:
        _tell_starter(going, told)


def open_process(
    going: Going,
    flow: Flow,
    data: Mapping[str, Any],
    change: ContextChange,
    *,
    started_by: str | None = None,
) -> str:
    """Start a process and return its binding. Raises InvalidValue, and ScenarioError for a key that is open."""
    values = opening_data(flow, data)
    key = key_of(flow, values)
    if key is not None and _open_with_key(going, flow, key):
        raise ScenarioError(key_taken(flow, key))
    number = sum(1 for one in going.opened.values() if one.flow.process_type == flow.process_type)
    binding_id = f"{flow.process_type}-{number + 1}"
    begin_process(going, flow, fresh(binding_id, flow, values, change.at), change, started_by)
    return binding_id


def begin_process(
    going: Going, flow: Flow, binding: Binding, change: ContextChange, started_by: str | None
) -> Decision:
    """Start a process with this fresh binding, whatever else is open."""
    going.put(Opened(flow, binding, change.at, started_by))
    decision = start(flow, binding, change, going.facts)
    apply_decision(going, Told(change, binding, decision))
    return decision


def start_by_change(going: Going, change: ContextChange) -> list[str]:
    """Open the flows that start with this event or intent, where it carries what they need."""
    opened: list[str] = []
    for flow in started_by(going.flows, going.seats(), change):
        data = carried(flow, change)
        key = key_of(flow, data)
        if suffices(flow, data) and not (key is not None and _open_with_key(going, flow, key)):
            opened.append(open_process(going, flow, data, change))
    return opened


def _open_with_key(going: Going, flow: Flow, key: str) -> bool:
    return any(
        not one.ended
        and one.flow.process_type == flow.process_type
        and key_of(one.flow, one.binding.data) == key
        for one in going.opened.values()
    )


def _leave(going: Going, binding_id: str) -> None:
    """The visit ended: its timers and follow-ups are void, but those to be kept."""
    for timer in [one for one in going.armed if one.binding_id == binding_id and not one.keep]:
        _void_timer(going, timer)
    for posted in [one for one in going.posted if one.binding_id == binding_id and one.planned]:
        effect = posted.effect
        if isinstance(effect, Send) and not effect.keep and posted.status != "waiting":
            going.take(posted)
            going.entries.append(SendEntry(effect, binding_id, "void", LEFT, going.now))


def _void_timer(going: Going, timer: Armed) -> None:
    going.armed.remove(timer)
    going.entries.append(TimerEntry(timer, "void"))


def _tell_starter(going: Going, told: Told) -> None:
    """The process that started this one hears how it ended."""
    binding = told.decision.binding
    starter = going.opened[binding.binding_id].started_by
    if starter is not None:
        _event(
            going,
            f"ended:{binding.process_type}",
            told.change.depth + 1,
            payload={"state": binding.state, "data": dict(binding.data)},
            binding_id=starter,
        )


def _event(going: Going, value: str, depth: int, **more: Any) -> None:
    going.store(going.change("event", value, "process", depth=depth, **more))


def _carry_out(going: Going, told: Told, effect: Effect) -> None:
    binding_id = told.before.binding_id
    going.entries.append(EffectEntry(effect, binding_id))
    match effect:
        case Send() | CallBackend():
            _post(going, told, effect)
        case ArmCheck():
            _arm(going, told, effect)
        case Escalate():
            going.hold(True)
            going.handed_by = binding_id
            going.entries.append(HandedEntry(effect, binding_id))
        case StartProcess():
            _start_process(going, told, effect)
        case EmitEvent():
            depth, about = told.change.depth + 1, {FROM_BINDING: binding_id}
            _event(going, effect.value, depth, payload=effect.payload, about=about)
        case SetContact() | Tag():
            going.facts = facts_after(going.facts, [effect])
        case Resolve():
            going.put(going.opened[binding_id]._replace(outcome=effect.outcome))
        case SetData():
            pass  # the binding carries it already
        case _:
            assert_never(effect)


def _post(going: Going, told: Told, effect: Send | CallBackend) -> None:
    """A send or call waits for its attempt; in a conversation that an operator holds, a send for the release."""
    change, due = told.change, effect.due if isinstance(effect, Send) else None
    held = isinstance(effect, Send) and going.held
    posted = Posted(
        going.next_number(), told.before.binding_id, effect, "held" if held else "pending", due or going.now,
        going.now, change.kind == "intent", change.depth if due is None else going.depth_of(change, due),
    )  # fmt: skip
    going.posted.append(posted)
    if isinstance(effect, Send) and held:
        going.entries.append(SendEntry(effect, posted.binding_id, "held", HELD, posted.not_before))
    elif isinstance(effect, Send) and due is not None and due > going.now:
        going.entries.append(SendEntry(effect, posted.binding_id, "planned", "", due))


def _arm(going: Going, told: Told, effect: ArmCheck) -> None:
    binding_id = told.before.binding_id
    if effect.transition is not None:
        going.queue = type(going.queue)(one for one in going.queue if not _is_timer(one, binding_id, effect))
        for timer in [one for one in going.armed if one.binding_id == binding_id]:
            if timer.transition == effect.transition:
                _void_timer(going, timer)
    if effect.due is None:
        return
    timer = Armed(
        going.next_number(), binding_id, effect.visit, effect.due, effect.name, effect.transition, effect.keep,
        going.depth_of(told.change, effect.due),
    )  # fmt: skip
    going.armed.append(timer)
    going.entries.append(TimerEntry(timer, "armed"))


def _is_timer(queued: Queued, binding_id: str, effect: ArmCheck) -> bool:
    """Whether this came due for the date that has moved since."""
    change = queued.change
    return (change.source, change.binding_id, change.value, change.visit) == (
        "timer",
        binding_id,
        effect.transition,
        effect.visit,
    )


def _start_process(going: Going, told: Told, effect: StartProcess) -> None:
    """A process that can't be opened is told to the starter; the 51st of a chain is not opened."""
    starter, depth = told.before.binding_id, told.change.depth + 1
    if depth > MAX_DEPTH:
        going.put(going.opened[starter]._replace(flagged=True))
        return
    change = told.change._replace(id=effect.key, kind="event", value="start_process", depth=depth)
    if going.reopen is not None:
        going.reopen(effect, change, starter)
        return
    flow = next((flow for flow in going.flows if flow.process_type == effect.process_type), None)
    if flow is None:
        going.entries.append(ProblemEntry(NOT_HERE.format(effect.process_type)))
        return
    try:
        open_process(going, flow, effect.data, change, started_by=starter)
    except (InvalidValue, ScenarioError) as error:
        going.entries.append(ProblemEntry(str(error)))
        payload = {"error": str(error)}
        _event(going, f"ended:{effect.process_type}", depth, payload=payload, binding_id=starter)
