"""`terminal-has-exit`, `trap-state`, `unreachable-state`, `no-way-to-end`: whether a walk comes to an end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from flows.called import called, state_name
from flows.findings import places
from flows.findings.finding import Check, Finding, Fix, Severity
from flows.findings.places import whole
from flows.model import ANY, Flow

_Ways = Mapping[str, set[str]]
MOST_IN_FIXES = 1_000_000
"""How many names all fixes of one finding may hold together; past them none is offered."""


def _ways(flow: Flow) -> _Ways:
    """State → the other states its transitions lead to. A terminal state has none, whatever is drawn.

    What leads there from every state is below `*`, to which each state leads that has another such way.
    """
    alive = flow.compiled.states.keys() - flow.compiled.terminal
    ways: dict[str, set[str]] = {state: set() for state in (*flow.compiled.states, ANY)}
    for transition in flow.transitions:
        target = transition.to_state
        if target is None:
            continue
        for source in (ANY,) if transition.from_any else transition.from_states:
            if (source in alive or source == ANY) and source != target:
                ways[source].add(target)
    for state in alive:
        if len(ways[ANY]) > 1 or ways[ANY] - {state}:
            ways[state].add(ANY)
    return ways


def _reached(starts: Iterable[str], ways: _Ways) -> set[str]:
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting.extend(ways.get(state, ()))
    return found


def terminal_exits(flow: Flow) -> Iterator[Finding]:
    """What is drawn as leaving an end never happens there."""
    index = {state: place for place, state in places.states(flow)}
    for place, transition in places.transitions(flow):
        for i, source in enumerate(transition.from_states):
            if source != ANY and source in flow.compiled.terminal and source in index:
                path = place.inner("from_states", i).path
                name = state_name(flow, source)
                way = called(flow, transition, source)
                message = f"“{name}” is an end of the process: {way} can't lead out of it."
                fix = _not_from(name, path) if len(transition.from_states) > 1 else None
                yield Finding("terminal-has-exit", "error", index[source].at, message, path, fix=fix)


def _not_from(name: str, path: tuple[str | int, ...]) -> Fix:
    return Fix("remove", path, f"Don't let it start from “{name}”.")


def trap_states(flow: Flow) -> Iterator[Finding]:
    ways = _ways(flow)
    message = "Nothing leads out of “{name}”, and it isn't an end: whoever gets there stays for ever."
    traps = {state.id for state in flow.states if not ways[state.id]} - flow.compiled.terminal
    mending = len(traps) * len(flow.terminal_states) <= MOST_IN_FIXES
    for finding in _at_states(flow, traps, "trap-state", "error", message):
        yield replace(finding, fix=_as_an_end(flow, finding.at.id)) if mending else finding


def _as_an_end(flow: Flow, state: str) -> Fix:
    ends = [*flow.terminal_states, state]
    return Fix("set", ("terminal_states",), "Make it an end of the process.", ends)


def unreachable_states(flow: Flow) -> Iterator[Finding]:
    """From the initial state; from the first, where the initial one doesn't exist."""
    known = [state.id for state in flow.states]
    start = flow.initial_state if flow.initial_state in known else known[0]
    lost = set(known) - _reached([start], _ways(flow))
    yield from _at_states(flow, lost, "unreachable-state", "warning", "Nothing leads to “{name}”.")


def endless_states(flow: Flow) -> Iterator[Finding]:
    """One finding for a map without any end; else one for each state from which none can be reached."""
    known = {state.id for state in flow.states}
    ends = known.intersection(flow.terminal_states)
    if not ends:
        message = f"“{flow.name}” has no end: name at least one terminal state."
        yield Finding("no-way-to-end", "warning", whole(flow).at, message, ("terminal_states",))
        return
    back: dict[str, set[str]] = defaultdict(set)
    for source, targets in _ways(flow).items():
        for target in targets:
            back[target].add(source)
    stuck = known - _reached(ends, back)
    message = "From “{name}” no end of the process can be reached."
    yield from _at_states(flow, stuck, "no-way-to-end", "warning", message)


def _at_states(flow: Flow, found: set[str], code: str, severity: Severity, message: str) -> Iterator[Finding]:
    for place, state in places.states(flow):
        if state in found:
            found.discard(state)
            yield Finding(code, severity, place.at, message.format(name=state_name(flow, state)), place.path)


CHECKS = (
    Check({"terminal-has-exit": "error"}, terminal_exits),
    Check({"trap-state": "error"}, trap_states),
    Check({"unreachable-state": "warning"}, unreachable_states),
    Check({"no-way-to-end": "warning"}, endless_states),
)
