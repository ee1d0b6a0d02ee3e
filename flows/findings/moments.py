"""A moment of a walk through a flow: a pretend conversation at rest, and what tells it apart from others."""

from __future__ import annotations

from collections import defaultdict
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
from flows.findings.samples import is_relative
from flows.findings.supposing import Supposing
from flows.findings.usual import band
from flows.guard_model import Guard
from flows.guards import Test, compile_guard
from flows.model import ANY, AlwaysTrigger, Flow, Intent, Message, Transition
from flows.paths import read_path
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


class _Sights(NamedTuple):
    """What the transitions of a state look at."""

    tests: tuple[tuple[str, Test], ...] = ()
    """Clauses and whole conditions, by what they are."""
    paths: tuple[str, ...] = ()
    """Counted visits, and dates that timers count from."""
    ask: str = ""


class Telling:
    """Tells the moments of one flow apart."""

    def __init__(self, flow: Flow, supposing: Supposing) -> None:
        self._flow = flow
        self._counted = supposing.counted()
        self._asked = tuple(sorted(supposing.asked))
        dated = [name for name, field in flow.data.items() if field.type in ("date", "datetime")]
        self._dated = tuple(name for name in dated if supposing.matters(name))
        self._dates = tuple(read_path(f"data.{name}", flow.compiled.ground) for name in self._dated)
        self._plain = tuple(name for name in flow.data if supposing.matters(name) and name not in dated)
        self._moving = tuple(_moving(flow, supposing, self._dated))
        self._looks = _looks(flow)
        self._sights: dict[str, _Sights] = {}
        self._standing: dict[Key, Key] = {}

    def key(self, moment: Moment) -> Key:
        """All that makes a difference to how it can go on: equal for moments between which nothing does."""
        binding, contact = moment.binding, moment.world.facts.contact
        if moment.process.ended:
            return (binding.state,)
        person = (contact.opted_out, contact.tags, repr(contact.attributes))
        return (
            self._here(moment),
            tuple(self._count(moment, state) for state in self._counted),
            tuple(str(binding.data.get(name)) for name in self._plain),
            self._stands(moment, person),
            tuple(name in binding.data for name in self._asked),
            person,
        )

    def _stands(self, moment: Moment, person: Key) -> Key:
        """Where its dates lie, and how the clauses stand that time may turn: the same for all that they read."""
        facts, data = moment.world.facts, moment.binding.data
        read = (
            moment.world.now,
            (person, facts.contact[:3], facts.conversation.channel),
            tuple(str(data.get(name)) for name in (*self._plain, *self._dated)),
        )
        known = self._standing.get(read)
        if known is None:
            step = self._step(moment)
            lie = tuple(band(date(step), moment.world.now) for date in self._dates)
            known = self._standing[read] = (lie, tuple(test(step).holds for test in self._moving))
        return known

    def sights(self, moment: Moment) -> frozenset[Key]:
        """Each single thing that its own state looks at, and how it stands."""
        if moment.process.ended:
            return frozenset()
        here = self._here(moment)
        return frozenset((here, *sight) for sight in self._seen(moment, self._step(moment)))

    def _step(self, moment: Moment) -> Step:
        world = moment.world
        change = ContextChange("", "manual", None, world.now)
        return Step(self._flow.compiled, moment.binding, change, world.facts)

    def _here(self, moment: Moment) -> Key:
        return (
            moment.binding.state,
            self._timers(moment),
            tuple(one.results for one in owed(self._flow, moment)),
            moment.world.facts.conversation.held,
            moment.handed_here,
            moment.children,
        )

    def _seen(self, moment: Moment, step: Step) -> Iterator[tuple[str, Any]]:
        state = moment.binding.state
        if state not in self._sights:
            self._sights[state] = _sights(self._flow, state, self._looks)
        sights = self._sights[state]
        yield "", self._count(moment, state)
        for path in sights.paths:
            root, _, name = path.partition(".")
            counted = root == "visits"
            yield path, self._count(moment, name) if counted else band(step.read(path), step.change.at)
        yield from ((name, test(step).holds) for name, test in sights.tests)
        yield "ask", sights.ask in moment.binding.data

    def _count(self, moment: Moment, state: str) -> int:
        return min(moment.binding.visits.get(state, 0), self._counted.get(state, 0))

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


def _moving(flow: Flow, supposing: Supposing, dated: Iterable[str]) -> Iterator[Test]:
    """The clauses that may turn while time passes."""
    moving = {"now", "conversation.in_hours", *(f"data.{name}" for name in dated)}
    for clause in supposing.clauses:
        fields = {clause.field, clause.value.get("field") if isinstance(clause.value, Mapping) else None}
        if fields & moving or is_relative(clause):
            with suppress(InvalidGuard):
                yield compile_guard(clause, flow.compiled.ground)


class _Looks(NamedTuple):
    """What conditions look at, by the states they are asked in; under `*`, in all."""

    tests: Mapping[str, Mapping[str, Test]]
    paths: Mapping[str, Mapping[str, None]]


def _looks(flow: Flow) -> _Looks:
    """What leads on at once from wherever it leads is looked at everywhere."""
    tests: dict[str, dict[str, Test]] = defaultdict(dict)
    paths: dict[str, dict[str, None]] = defaultdict(dict)
    for i, transition in enumerate(flow.transitions):
        if transition.when is None:
            continue
        at_once = isinstance(transition.trigger, AlwaysTrigger)
        states = {ANY} if at_once or transition.from_any else set(transition.from_states)
        found, counted = _looked_at(flow, i, transition)
        for state in states:
            tests[state].update(found)
            paths[state].update(dict.fromkeys(counted))
    return _Looks(tests, paths)


def _sights(flow: Flow, state: str, looks: _Looks) -> _Sights:
    here = flow.compiled.at(state)
    tests = {**looks.tests.get(ANY, {}), **looks.tests.get(state, {})}
    paths = {**looks.paths.get(ANY, {}), **looks.paths.get(state, {})}
    dates = [trigger.relative_to for _, trigger in here.timers if trigger.relative_to is not None]
    asked = here.ask.into if here.ask is not None else ""
    return _Sights(tuple(tests.items()), tuple(dict.fromkeys((*paths, *dates))), asked)


def _looked_at(flow: Flow, number: int, transition: Transition) -> tuple[dict[str, Test], list[str]]:
    """The clauses of a condition but for those about the change itself, the whole, and the visits it counts."""
    if transition.when is None:
        return {}, []
    listed = [clause for _, clause in places.clause_paths(transition.when)]
    lasting = [clause for clause in listed if not clause.field.startswith("event.")]
    counted = [clause.field for clause in lasting if clause.field.startswith("visits.")]
    guards: list[tuple[str, Guard]] = [
        (repr(clause), clause) for clause in lasting if clause.field not in counted
    ]
    if len(lasting) == len(listed) > 1:
        guards.append((f"when {number}", transition.when))
    found: dict[str, Test] = {}
    for name, guard in guards:
        with suppress(InvalidGuard):
            found[name] = compile_guard(guard, flow.compiled.ground)
    return found, counted


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
