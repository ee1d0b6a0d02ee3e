"""A stored conversation told again, change by change, with what was understood then: nothing is asked or guessed anew.

Every process goes through `decide` once more, and has to come to what its history says. Where it doesn't — what is
known of a contact may have changed since — a sentence says so, and the process stands as the history has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal, NamedTuple

from flows.binding import Binding
from flows.called import state_name
from flows.changes import ContextChange
from flows.conversation import Told, facts_after
from flows.decide import Decision, decide
from flows.effects import CallBackend, Content, Send, StartProcess
from flows.errors import InvalidValue
from flows.model import Flow
from flows.opening import carried, fresh, opening_data
from flows.sending import Refusal
from flows.trace import Trace
from flows.trace_words import way_words
from flows.world.applying import apply_decision, begin_process
from flows.world.entries import CallEntry, HeardEntry, ProblemEntry, SaidEntry, SendEntry, TimerEntry
from flows.world.going import Going
from flows.world.hooks import Hooks
from flows.world.play import Moved
from flows.world.turning import RELEASED, release
from flows.world.world import Armed, Posted, Said, World

OTHERWISE = "Then {then}. Told again, {now}: what is known of the contact may have changed since. It stands as it did."
BEGAN_WITH = "What “{0}” began with isn't stored: the data it holds now stands in its place."
FORGOTTEN = "A process was told of this whose beginning isn't stored."
SET_TO_STORED = "“{0}” doesn't come out as it is stored ({1}): it was put to what is stored."


class Recorded(NamedTuple):
    """A line of a process's history: what it was told, and what came of it."""

    binding_id: str
    change: ContextChange
    to_state: str
    revision: int
    trace: Trace
    order: int = 0
    """The line's place among all histories."""
    effects: tuple[str, ...] = ()
    """Types of what was to be done."""

    @property
    def started(self) -> bool:
        return self.trace.outcome == "started"


class Beginning(NamedTuple):
    """How a process was opened, with the version it is pinned to."""

    flow: Flow
    given: Mapping[str, Any] | None
    """The data it was opened with; None: what the change carried, or the effect."""
    now: Mapping[str, Any]
    """What it holds now, for want of what it was given."""


class Turned(NamedTuple):
    """A stored change that was handled, and all that was told of it."""

    change: ContextChange
    """As stored; of a message, what all its intents share."""
    told: tuple[Recorded, ...] = ()
    """In the order they were told; those that were opened because of it too."""
    channel: str | None = None
    """Where the customer was then."""
    heard: HeardEntry | None = None
    """Of a message: what was understood."""
    settles: str | None = None
    """Of a result: the effect's key."""
    said: str = ""
    """Of a result: what was said, as it is stored."""
    note: str = ""
    """What there is to say about it, in a sentence."""


def retell(world: World, turned: Turned, beginnings: Mapping[str, Beginning], hooks: Hooks) -> Moved:
    """Tell one change again. `beginnings` are those of all processes, by binding."""
    going = Going(world, hooks)
    going.now = max(going.now, turned.change.at)
    going.reopen = partial(_reopen, going, turned, beginnings)
    if turned.channel is not None:
        going.switch(turned.channel)
    if turned.note:
        going.entries.append(ProblemEntry(turned.note))
    _came(going, turned)
    for told in _told(going, turned):
        apply_decision(going, told)
    own = turned.change.id
    for line in turned.told:
        if line.started and line.change.id.partition(".")[0] == own:
            _begin(going, line, line.change, beginnings[line.binding_id], None)
    if turned.change.kind == "action" and turned.change.value == RELEASED:
        release(going)
    return Moved(going.frozen(), tuple(going.entries))


def as_stored(world: World, binding: Binding) -> Moved:
    """The world with this process as it is stored, and a sentence when it wasn't."""
    opened = world.process(binding.binding_id)
    if opened is None:
        return Moved(world, ())
    differing = [
        name for name in Binding._fields if _plain(getattr(opened.binding, name)) != _plain(getattr(binding, name))
    ]  # fmt: skip
    if not differing:
        return Moved(world, ())
    put = tuple(
        one._replace(binding=binding) if one.id == binding.binding_id else one for one in world.opened
    )
    words = ", ".join(name.replace("_", " ") for name in differing)
    return Moved(world._replace(opened=put), (ProblemEntry(SET_TO_STORED.format(opened.flow.name, words)),))


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


# What came


def _came(going: Going, turned: Turned) -> None:
    """What the change is itself: something said, a timer that came due, the result of a send or call."""
    change = turned.change
    if turned.heard is not None:
        _customer(going, turned, turned.heard)
    elif change.kind == "timeout":
        for timer in [one for one in going.armed if _is(one, change)][:1]:
            going.armed.remove(timer)
            going.entries.append(TimerEntry(timer, "due"))
    elif turned.settles is not None:
        posted = next((one for one in going.posted if one.effect.key == turned.settles), None)
        _result(going, turned, posted)
        if posted is not None:
            going.take(posted)


def _customer(going: Going, turned: Turned, heard: HeardEntry) -> None:
    change, number = turned.change, going.next_number()
    content = Content(heard.text)
    said = Said(f"customer-{number}", "customer", change.channel or change.source, content, change.at)
    going.said.append(said)
    going.entries += [SaidEntry(said), heard]
    going.last_heard = change.at


def _is(timer: Armed, change: ContextChange) -> bool:
    value = timer.name if timer.transition is None else timer.transition
    return (timer.binding_id, value, timer.due.isoformat()) == (
        change.binding_id,
        change.value,
        change.about.get("due"),
    )


def _result(going: Going, turned: Turned, posted: Posted | None) -> None:
    change = turned.change
    effect = posted.effect if posted is not None else None
    binding_id = change.binding_id or ""
    match change.value:
        case "outreach_sent":
            _business(going, turned, effect if isinstance(effect, Send) else None)
        case "delivery_failed" if isinstance(effect, Send):
            why = str(change.payload.get("detail", ""))
            going.entries.append(SendEntry(effect, binding_id, "failed", why, change.at))
        case "backend_updated" | "backend_failed" if isinstance(effect, CallBackend):
            fate: Literal["done", "failed"] = "done" if change.value == "backend_updated" else "failed"
            going.entries.append(CallEntry(effect, binding_id, fate, change.payload, change.at))
        case _:
            pass  # a result that nothing waits for any more: it is told, and that is all


def _business(going: Going, turned: Turned, send: Send | None) -> None:
    """A message that went; where it can't be rendered again, as it is stored."""
    change = turned.change
    channel = change.channel or going.facts.conversation.channel or ""
    content = Content(turned.said)
    if send is not None:
        fitted = going.hooks.fit(send.content, channel)
        content = send.content if isinstance(fitted, Refusal) else fitted
    message = send.message if send is not None else change.about.get("message")
    said = Said(turned.settles or "", "business", channel, content, change.at, change.binding_id, message)
    going.said.append(said)
    going.entries.append(SaidEntry(said))
    opened = going.opened.get(change.binding_id or "")
    if opened is not None:
        going.put(opened._replace(active_at=max(opened.active_at, change.at)))


# What was told


def _told(going: Going, turned: Turned) -> list[Told]:
    """All who were told, before anything of it is carried out."""
    told: list[Told] = []
    known = {one.id: one.binding for one in going.opened.values()}
    facts = going.facts
    for line in turned.told:
        if line.started:
            continue
        before = known.get(line.binding_id)
        if before is None:
            going.entries.append(ProblemEntry(FORGOTTEN))
            continue
        flow = going.opened[line.binding_id].flow
        decision = _as_it_was(going, before, line, decide(flow, before, line.change, facts))
        told.append(Told(line.change, before, decision))
        known[line.binding_id] = decision.binding
        facts = facts_after(facts, decision.effects)
    return told


def _as_it_was(going: Going, before: Binding, line: Recorded, decision: Decision) -> Decision:
    """The decision, when the history says the same; else what the history says, and a sentence."""
    after, was = decision.binding, line.trace
    now = decision.trace.outcome, decision.trace.taken, after.state, after.revision
    then = was.outcome, was.taken, line.to_state, line.revision
    if now == then:
        return decision
    going.entries.append(_otherwise(going.opened[line.binding_id].flow, line, decision))
    if now[:3] == then[:3]:
        return decision._replace(binding=after._replace(revision=line.revision))
    entered = [step.to_state for step in was.steps if step.taken and step.to_state is not None]
    if not entered and line.to_state != before.state:
        entered = [line.to_state]
    visits = dict(before.visits)
    for state in entered:
        visits[state] = visits.get(state, 0) + 1
    stands = before._replace(
        state=line.to_state, revision=line.revision, visit=before.visit + len(entered), visits=visits,
        entered_at=line.change.at if entered else before.entered_at,
        misses=before.misses + 1 if was.outcome == "unmatched" else 0 if was.applied else before.misses,
    )  # fmt: skip
    return Decision(stands, (), was)


def _otherwise(flow: Flow, line: Recorded, decision: Decision) -> ProblemEntry:
    then = _words(flow, line.trace, line.to_state)
    now = _words(flow, decision.trace, decision.binding.state)
    return ProblemEntry(OTHERWISE.format(then=then, now=now))


def _words(flow: Flow, trace: Trace, state: str) -> str:
    name = state_name(flow, state)
    if not trace.applied:
        return f"nothing was taken, and it stayed in “{name}”"
    return f"it came to “{name}”{way_words(flow, trace)}"


# What was opened


def _reopen(
    going: Going, turned: Turned, beginnings: Mapping[str, Beginning], effect: StartProcess, change: ContextChange,
    starter: str,
) -> None:  # fmt: skip
    """Open what an effect opened then; nothing, where it couldn't be opened."""
    for line in turned.told:
        if line.started and line.change.id == effect.key:
            beginning = beginnings[line.binding_id]._replace(given=effect.data)
            _begin(going, line, change, beginning, starter)


def _begin(
    going: Going, line: Recorded, change: ContextChange, beginning: Beginning, starter: str | None
) -> None:
    flow = beginning.flow
    given = carried(flow, change) if beginning.given is None else beginning.given
    try:
        values = opening_data(flow, given)
    except InvalidValue:
        going.entries.append(ProblemEntry(BEGAN_WITH.format(flow.name)))
        values = dict(beginning.now)
    decision = begin_process(going, flow, fresh(line.binding_id, flow, values, change.at), change, starter)
    after = decision.binding
    if (after.state, after.revision) != (line.to_state, line.revision):
        going.entries.append(_otherwise(flow, line, decision))
        opened = going.opened[line.binding_id]
        going.put(opened._replace(binding=after._replace(state=line.to_state, revision=line.revision)))
