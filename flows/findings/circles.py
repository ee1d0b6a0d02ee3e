"""`unbounded-sends`: circles of moments that timers and results alone keep going round, and that send."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.findings import places
from flows.findings.exploration import Exploration, Explorer, Walk, Way
from flows.findings.moments import Moment
from flows.findings.moves import Move
from flows.findings.samples import is_relative
from flows.guard_model import Clause
from flows.model import Flow

ROUNDS, MANY_ROUNDS = 30, 1_000
"""How often a circle is gone round before it is taken for endless; more often where a condition watches the clock."""
_SHOWN = 2
_MOST_TRIED = 8

Ways = Mapping[int, Sequence[Way]]


class Circle(NamedTuple):
    """A circle that sends: where, how it is come to, and two rounds of it as steps of a scenario."""

    state: str
    transition: str | None
    """The one that goes round and sends."""
    walk: Walk
    again: tuple[Mapping[str, Any], ...]


def endless_sends(explorer: Explorer) -> Iterator[Circle]:
    """One circle for each state that is sent at, and each set of states that lead to each other."""
    found = explorer.found
    order = {state.id: i for i, state in reversed(list(enumerate(found.flow.states)))}
    told: set[str] = set()
    for ways in _components(found):
        sending = [way for way in ways if way.says]
        sending.sort(key=lambda way: order.get(_state(found, way.target), 0))
        for way in sending[:_MOST_TRIED]:
            state = _state(found, way.target)
            around = None if state in told else _round(explorer, ways, way)
            if around is not None:
                told.update(_state(found, one.target) for one in ways)
                yield around


def _state(found: Exploration, moment: int) -> str:
    return found.moments[moment].binding.state


def _round(explorer: Explorer, ways: Sequence[Way], way: Way) -> Circle | None:
    """The shortest circle by this way, if it really goes on and on."""
    circle = (way, *_path(ways, way.target, way.source))
    found = explorer.found
    moment, steps = found.moments[way.source], []
    for number in range(MANY_ROUNDS if _watches_clock(found.flow, circle) else ROUNDS):
        says = False
        for one in circle:
            move = _again(explorer, moment, one.move)
            came = explorer.play(moment, move) if move is not None else None
            if move is None or came is None:
                return None
            moment, says = came.moment, says or came.says
            if number < _SHOWN:
                *before, last = move.steps
                steps += [*before, {**last, "expect": {"state": moment.binding.state}}]
        if not says or moment.binding.state != _state(found, way.source):
            return None
    taken = {one.id: one for one in reversed(found.flow.transitions)}
    going = next((name for name in way.taken if taken[name].to_state is not None), None)
    return Circle(_state(found, way.target), going, found.walk(way.source), tuple(steps))


def _again(explorer: Explorer, moment: Moment, move: Move) -> Move | None:
    """The same move at a later moment: how long a wait is, and what a result settles, may differ."""
    for other in explorer.moves.at(moment):
        if other.drive == move.drive and (move.drive == "time" or _heard(other) == _heard(move)):
            return other
    return None


def _heard(move: Move) -> tuple[Any, ...]:
    return tuple(
        (step.get("action"), step.get("event"), tuple(step.get("payload", {}))) for step in move.steps
    )


def _watches_clock(flow: Flow, circle: Sequence[Way]) -> bool:
    taken = {name for way in circle for name in way.taken}
    return any(
        _is_of_now(clause)
        for place, guard in places.guards(flow)
        if place.at.id in taken
        for _, clause in places.clauses(place, guard)
    )


def _is_of_now(clause: Clause) -> bool:
    return is_relative(clause) or "now" in (clause.field, *_fields(clause.value))


def _fields(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield value.get("field")


def _path(ways: Sequence[Way], start: int, end: int) -> list[Way]:
    """The shortest way from one moment to another of a component."""
    out: dict[int, list[Way]] = defaultdict(list)
    for way in ways:
        out[way.source].append(way)
    came: dict[int, Way] = {}
    waiting = deque([start])
    while waiting and end not in came and start != end:
        for way in out[waiting.popleft()]:
            if way.target not in came:
                came[way.target] = way
                waiting.append(way.target)
    path: list[Way] = []
    while start != end and (not path or path[-1].source != start):
        path.append(came[end if not path else path[-1].source])
    return path[::-1]


def _components(found: Exploration) -> Iterator[list[Way]]:
    """The ways inside each strongly connected set of moments, as far as nobody from outside is needed."""
    out: dict[int, list[Way]] = defaultdict(list)
    for way in found.ways:
        if way.move.drive != "outside":
            out[way.source].append(way)
    component = _strongly_connected(out)
    inside: dict[int, list[Way]] = defaultdict(list)
    for ways in out.values():
        for way in ways:
            if component[way.source] == component[way.target]:
                inside[component[way.source]].append(way)
    yield from inside.values()


def _strongly_connected(out: Ways) -> dict[int, int]:
    """Moment → its component (Tarjan's algorithm, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    stack: list[int] = []
    for root in list(out):
        if root in index:
            continue
        work: list[tuple[int, Iterator[Way]]] = []
        _enter(root, index, low, stack, work, out)
        while work:
            moment, ways = work[-1]
            target = next((way.target for way in ways if way.target not in component), None)
            if target is None:
                work.pop()
                _leave(moment, index, low, stack, component)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[moment])
            elif target in index:
                low[moment] = min(low[moment], index[target])
            else:
                _enter(target, index, low, stack, work, out)
    return component


def _enter(
    moment: int, index: dict[int, int], low: dict[int, int], stack: list[int],
    work: list[tuple[int, Iterator[Way]]], out: Ways,
) -> None:  # fmt: skip
    index[moment] = low[moment] = len(index)
    stack.append(moment)
    work.append((moment, iter(out.get(moment, ()))))


def _leave(
    moment: int, index: dict[int, int], low: dict[int, int], stack: list[int], component: dict[int, int]
) -> None:
    if low[moment] == index[moment]:
        while moment not in component:
            component[stack.pop()] = index[moment]
