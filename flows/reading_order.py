"""In which order a reader meets the states of a map, what leads back, and where a long map is best cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.model import Flow
from flows.sketch import Label, Lines


def reading_order(flow: Flow, drawn: Lines) -> list[str]:
    """States along the lines from the initial one; what isn't reached follows in file order."""
    ways: dict[str, list[str]] = {}
    for sources, target in drawn:
        for source in sources:
            ways.setdefault(source, []).append(target)
    order: dict[str, None] = {}
    for root in (flow.initial_state, *(state.id for state in flow.states)):
        waiting = [root]
        while waiting:
            state = waiting.pop()
            if state not in order:
                order[state] = None
                waiting.extend(reversed(ways.get(state, ())))
    known = {state.id for state in flow.states}
    return [state for state in order if state in known]


def best_cut(states: Sequence[str], inside: Iterable[tuple[tuple[str, ...], str]]) -> int:
    """How many of `states` to keep together so that the fewest lines are cut, near the middle."""
    place = {state: i for i, state in enumerate(states)}
    crossing = [0] * (len(states) + 1)
    for sources, target in inside:
        for source in sources:
            first, last = sorted((place[source], place[target]))
            for i in range(first + 1, last + 1):
                crossing[i] += 1
    middle = len(states) / 2
    near = range(max(1, int(len(states) * 0.3)), max(2, int(len(states) * 0.7) + 1))
    return min(near, key=lambda i: (crossing[i], abs(i - middle)))


def returning(states: Sequence[str], labels: Sequence[Label]) -> set[tuple[str, int]]:
    """(source, index of its label) of every line that closes a cycle when read in the order of `states`."""
    ways: dict[str, list[int]] = {state: [] for state in states}
    for i, label in enumerate(labels):
        for source in label.sources:
            ways[source].append(i)
    back: set[tuple[str, int]] = set()
    seen: set[str] = set()
    for root in states:
        trail = [] if root in seen else [(root, iter(ways[root]))]
        inside = {root}
        seen.add(root)
        while trail:
            state, rest = trail[-1]
            i = next(rest, -1)
            if i < 0:
                inside.discard(trail.pop()[0])
            elif (target := labels[i].target) in inside:
                back.add((state, i))
            elif target not in seen:
                seen.add(target)
                inside.add(target)
                trail.append((target, iter(ways[target])))
    return back
