"""What was written down during a move, read: who was taken, what was said, and which checks were armed and heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.actions.action import Action
from flows.actions.schedule_check import ScheduleCheck
from flows.changes import ContextChange
from flows.conversation import Told
from flows.effects import Escalate, StartProcess
from flows.findings.moments import Site
from flows.model import Flow
from flows.world.entries import EffectEntry, Entry, HandedEntry, SaidEntry, TimerEntry, ToldEntry
from flows.world.world import Armed


class Sites:
    """The places at which a flow arms checks."""

    def __init__(self, flow: Flow) -> None:
        self._triggers: dict[str, Site] = {}
        self._taking: dict[str, dict[str | None, list[Site]]] = {}
        self._entering: dict[str, dict[str | None, list[Site]]] = {}
        for i, transition in enumerate(flow.transitions):
            self._triggers.setdefault(transition.id, ("transitions", i, "trigger"))
            self._taking.setdefault(transition.id, _checks(("transitions", i, "actions"), transition.actions))
        for i, state in enumerate(flow.states):
            self._entering.setdefault(state.id, _checks(("states", i, "enter"), state.enter))
        then = flow.unmatched.then if flow.unmatched is not None else ()
        self._unmatched = _checks(("unmatched", "then"), then)

    def trigger(self, transition: str) -> Site:
        return self._triggers[transition]

    def carried_out(self, told: Told) -> Iterator[tuple[str | None, Site]]:
        """Every `schedule_check` that a decision came by: the check's name, and the place."""
        trace = told.decision.trace
        if trace.outcome == "unmatched":
            yield from _flat(self._unmatched)
        if trace.outcome == "started":
            first = trace.steps[0].state if trace.steps else told.decision.binding.state
            yield from _flat(self._entering.get(first, {}))
        for step in trace.steps:
            if step.taken is not None:
                yield from _flat(self._taking.get(step.taken, {}))
                if step.to_state is not None:
                    yield from _flat(self._entering.get(step.to_state, {}))


def _checks(path: Site, actions: Iterable[Action]) -> dict[str | None, list[Site]]:
    found: dict[str | None, list[Site]] = {}
    for i, action in enumerate(actions):
        if isinstance(action, ScheduleCheck):
            found.setdefault(action.value, []).append((*path, i))
    return found


def _flat(found: Mapping[str | None, list[Site]]) -> Iterator[tuple[str | None, Site]]:
    yield from ((name, site) for name, sites in found.items() for site in sites)


class Log:
    """What was written down during a move, read."""

    def __init__(self, flow: Flow, sites: Sites, process: str, by_number: dict[int, frozenset[Site]]) -> None:
        self._flow, self._sites, self._process = flow, sites, process
        self.by_number = by_number
        self.taken: list[str] = []
        self.says = False
        self.handed: int | None = None
        self.children: set[str] = set()
        self.armed: set[Site] = set()
        self.heard: set[Site] = set()
        self._due: list[Armed] = []
        self._carried_out: dict[str | None, set[Site]] = {}
        self._unmatched = False

    def read(self, entry: Entry) -> None:
        match entry:
            case ToldEntry(told) if told.before.binding_id == self._process:
                self._told(told)
            case TimerEntry(timer, fate) if timer.binding_id == self._process:
                self._timer(timer, fate)
            case SaidEntry(said):
                self.says = self.says or said.sender == "business"
            case HandedEntry(escalate, binding_id) if binding_id == self._process:
                self._handed(escalate)
            case EffectEntry(StartProcess() as effect, binding_id) if binding_id == self._process:
                self.children.add(effect.process_type)
            case _:
                pass

    def _told(self, told: Told) -> None:
        self._unmatched = told.decision.trace.outcome == "unmatched"
        if told.change.kind == "timeout":
            self._fired(told)
        if not told.decision.trace.applied:
            return
        self.taken += [step.taken for step in told.decision.trace.steps if step.taken is not None]
        self._carried_out = {}
        for name, site in self._sites.carried_out(told):
            self._carried_out.setdefault(name, set()).add(site)
            self.armed.add(site)
        entered = [step.to_state for step in told.decision.trace.steps if step.to_state is not None]
        for state in (*entered, told.decision.binding.state):
            self.armed.update(
                self._sites.trigger(one.id)
                for one, trigger in self._flow.compiled.at(state).timers
                if trigger.relative_to is None
            )

    def _fired(self, told: Told) -> None:
        timer = next((one for one in self._due if _is_of(one, told.change)), None)
        if timer is None:
            return
        self._due.remove(timer)
        late = told.decision.trace.outcome in ("late", "terminal")
        if not late and self._flow.compiled.at(told.before.state).listeners(told.change):
            self.heard |= self.by_number.get(timer.order, frozenset())

    def _timer(self, timer: Armed, fate: str) -> None:
        if fate == "due":
            self._due.append(timer)
        elif fate == "armed":
            sites = (
                {self._sites.trigger(timer.transition)}
                if timer.transition is not None
                else self._carried_out.get(timer.name, set())
            )
            self.by_number[timer.order] = frozenset(sites)
            self.armed |= sites

    def _handed(self, escalate: Escalate) -> None:
        if not self._unmatched:
            self.handed = escalate.visit


def _is_of(timer: Armed, change: ContextChange) -> bool:
    if timer.transition is not None:
        return change.source == "timer" and change.value == timer.transition
    return change.source == "check" and change.value == timer.name
