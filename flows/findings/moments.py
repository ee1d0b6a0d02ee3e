"""A moment of a walk through a flow: a pretend conversation at rest, and what tells it apart from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.actions.action import Action
from flows.actions.emit_event import EmitEvent
from flows.actions.escalate import Escalate
from flows.actions.says import saying
from flows.actions.start_process import StartProcess
from flows.actions.update_backend import UpdateBackend
from flows.binding import Binding
from flows.changes import ContextChange
from flows.effects import CallBackend, Send
from flows.errors import InvalidGuard
from flows.findings import places
from flows.findings.supposing import Supposing
from flows.findings.usual import band
from flows.guards import Test, compile_guard
from flows.model import AlwaysTrigger, Flow, Intent, Message
from flows.step import Step
from flows.world.world import Opened, Posted, World

RESULTS_OF = {"send": ("outreach_sent", "delivery_failed"), "call": ("backend_updated", "backend_failed")}

Site = tuple[str | int, ...]
"""Where a check is armed: a way to a `schedule_check`, or to a timeout that arms itself."""
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A conversation at rest. `sites`: by the number of each running timer, where it may have been armed."""

    world: World
    sites: Mapping[int, frozenset[Site]]
    handed: int | None = None
    """The visit that handed the conversation to an operator, of its own accord."""
    children: frozenset[str] = frozenset()
    """The processes that were started and haven't said how they ended."""

    @property
    def process(self) -> Opened:
        return self.world.opened[0]

    @property
    def binding(self) -> Binding:
        return self.process.binding

    @property
    def handed_here(self) -> bool:
        """Whether this very visit handed over, and the operator still has the conversation."""
        return self.world.facts.conversation.held and self.handed == self.binding.visit


class Owed(NamedTuple):
    """A result that is still to come for a send or call of this visit."""

    posted: Posted

    @property
    def results(self) -> tuple[str, str]:
        return RESULTS_OF["call" if isinstance(self.posted.effect, CallBackend) else "send"]

    @property
    def payload(self) -> dict[str, Any]:
        effect = self.posted.effect
        if isinstance(effect, CallBackend):
            return {"operation": effect.operation}
        return {"message": effect.message} if effect.message is not None else {}


def owed(flow: Flow, moment: Moment) -> list[Owed]:
    """The results that its state listens for, one of each kind."""
    here, visit = flow.compiled.at(moment.binding.state), moment.binding.visit
    found: dict[Any, Owed] = {}
    for posted in moment.world.posted:
        if posted.status == "waiting" and posted.effect.visit == visit:
            one = Owed(posted)
            if "action" in here.others or any(("action", name) in here.exact for name in one.results):
                found.setdefault(one.results, one)
    return list(found.values())


def is_planned(posted: Posted) -> bool:
    """Whether it goes later, and gives a result then."""
    return posted.status == "pending" and posted.planned


class Keys(NamedTuple):
    """What tells a moment apart."""

    whole: Key
    """All that makes a difference to how it can go on."""
    near: Key
    """Only what its own state looks at."""


class Telling:
    """Tells the moments of one flow apart."""

    def __init__(self, flow: Flow, supposing: Supposing) -> None:
        self._flow = flow
        self._counted = supposing.counted()
        self._timed = tuple(
            path.removeprefix("data.") for path in sorted(supposing.timed) if path.startswith("data.")
        )
        self._asked = tuple(sorted(supposing.asked))
        self._tests = tuple(_tests(flow, supposing))
        self._looked_at = {state: frozenset(_looked_at(flow, state)) for state in flow.compiled.by_state}

    def keys(self, moment: Moment) -> Keys:
        """Equal for moments between which nothing makes a difference."""
        world, binding = moment.world, moment.binding
        if moment.process.ended:
            return Keys((binding.state,), (binding.state,))
        step = Step(self._flow.compiled, binding, ContextChange("", "manual", None, world.now), world.facts)
        here = (
            binding.state,
            self._timers(moment),
            tuple(one.results for one in owed(self._flow, moment)),
            world.facts.conversation.held,
            moment.handed_here,
            moment.children,
        )
        seen: dict[str, Any] = {
            f"visits.{name}": min(binding.visits.get(name, 0), most) for name, most in self._counted.items()
        }
        seen |= {name: test(step).holds for name, test in self._tests}
        seen |= {f"data.{name}": band(step.read(f"data.{name}"), world.now) for name in self._timed}
        seen |= {f"ask {name}": name in binding.data for name in self._asked}
        looked_at = self._looked_at.get(binding.state, frozenset())
        near = tuple(value for name, value in seen.items() if name in looked_at)
        return Keys((here, *seen.values()), (here, *near))

    def _timers(self, moment: Moment) -> tuple[Any, ...]:
        """What is due, in order; what is planned alike again comes with the first."""
        running: list[tuple[Any, int, Any]] = [
            (one.due, one.order, (moment.sites.get(one.order), one.name, one.keep))
            for one in moment.world.armed
        ]
        running += [
            (one.not_before, one.order, (one.effect.message, one.effect.keep))
            for one in moment.world.posted
            if isinstance(one.effect, Send) and is_planned(one)
        ]
        return tuple(dict.fromkeys(label for *_, label in sorted(running, key=lambda one: one[:2])))


def _tests(flow: Flow, supposing: Supposing) -> Iterable[tuple[str, Test]]:
    for clause in supposing.clauses:
        with suppress(InvalidGuard):
            yield repr(clause), compile_guard(clause, flow.compiled.ground)


def _looked_at(flow: Flow, state: str) -> Iterator[str]:
    """How often it was visited, what its transitions look at, and those that lead on at once from wherever it leads."""
    here = flow.compiled.by_state[state]
    yield f"visits.{state}"
    for transition in flow.transitions:
        listens = state in transition.from_states or transition.from_any
        if transition.when is None or not (listens or isinstance(transition.trigger, AlwaysTrigger)):
            continue
        for _, clause in places.clauses(places.transition_place(0, transition), transition.when):
            yield clause.field if clause.field.startswith("visits.") else repr(clause)
    yield from (trigger.relative_to for _, trigger in here.timers if trigger.relative_to is not None)
    if here.ask is not None:
        yield f"ask {here.ask.into}"


def pruned(flow: Flow, moment: Moment) -> Moment:
    """Without what makes no difference any more: what was said, results that nobody waits for, other processes."""
    world, process = moment.world, moment.process
    binding = process.binding._replace(misses=0)
    world = world._replace(
        opened=(process._replace(binding=binding, path=()),),
        armed=tuple(one for one in world.armed if one.binding_id == process.id),
        said=(),
    )
    waiting = {one.posted.order for one in owed(flow, moment)}
    kept = tuple(
        one
        for one in world.posted
        if one.binding_id == process.id and (one.status != "waiting" or one.order in waiting)
    )
    armed = {one.order for one in world.armed}
    sites = {order: places for order, places in moment.sites.items() if order in armed}
    return Moment(world._replace(posted=kept), sites, moment.handed, moment.children)


def bare(flow: Flow) -> Flow:
    """The flow without the words it says: it goes the same ways, and nothing is rendered."""
    parts = {name: getattr(flow, name) for name in type(flow).model_fields}
    parts["intents"] = {
        name: Intent.model_construct(slots=one.slots, shared=one.shared) for name, one in flow.intents.items()
    }
    parts["messages"] = {name: Message.model_construct(text="…") for name in flow.messages}
    parts["states"] = tuple(
        state.model_copy(update={"enter": tuple(map(_wordless, state.enter))}) for state in flow.states
    )
    parts["transitions"] = tuple(
        one.model_copy(update={"actions": tuple(map(_wordless, one.actions))}) for one in flow.transitions
    )
    if flow.unmatched is not None:
        then = tuple(map(_wordless, flow.unmatched.then))
        parts["unmatched"] = flow.unmatched.model_copy(update={"then": then})
    return Flow.model_construct(**parts)


def _wordless(action: Action) -> Action:
    if (says := saying(action)) is not None and says.text is not None:
        return action.model_copy(update={"text": "…"})
    match action:
        case Escalate():
            return action.model_copy(update={"note": ""})
        case UpdateBackend():
            return action.model_copy(update={"arguments": {}})
        case EmitEvent():
            return action.model_copy(update={"payload": {}})
        case StartProcess():
            return action.model_copy(update={"data": {}})
        case _:
            return action
