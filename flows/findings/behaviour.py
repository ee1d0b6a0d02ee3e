"""What can be said after going through a flow: `unbounded-sends`, `waits-for-ever` and their like.

Each finding comes with a scenario that plays it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.called import called, state_name
from flows.findings.circles import endless_sends
from flows.findings.exploration import MOST_MOVES, Exploration, Explorer
from flows.findings.finding import Check, Finding, Fix, Severity
from flows.findings.moments import Moment, Site, is_planned, owed
from flows.findings.places import actions, states, transition_place, whole
from flows.findings.scenes import LONG, scene
from flows.model import Flow, TimeoutTrigger

CODES: dict[str, Severity] = {
    "unbounded-sends": "error",
    "waits-for-ever": "warning",
    "check-always-void": "warning",
    "held-timer": "hint",
    "budget-exceeded": "hint",
}


def behaviour(flow: Flow, most_moves: int = MOST_MOVES) -> Iterator[Finding]:
    """Everything that going through the flow shows, as far as so many moves lead."""
    explorer = Explorer(flow, most_moves)
    found = explorer.explore()
    yield from _unbounded(flow, explorer)
    yield from _waits(flow, found)
    yield from _void(flow, found)
    yield from _held(flow, found)
    if not found.complete:
        message = (
            f"“{flow.name}” is too large to be gone through wholly: {explorer.most_moves:,} moves were tried. "
            "What is said of its behaviour is true, but there may be more to say."
        )
        played = scene(found, found.walk(found.first_left), "as far as the flow was gone through")
        yield Finding("budget-exceeded", "hint", whole(flow).at, message, ("states",), scenario=played)


def _unbounded(flow: Flow, explorer: Explorer) -> Iterator[Finding]:
    places = {state: place for place, state in states(flow)}
    for circle in endless_sends(explorer):
        place, name = places[circle.state], state_name(flow, circle.state)
        message = (
            f"The customer is written to again and again at “{name}”, without end, though nobody does anything. "
            "Let a condition end it."
        )
        played = scene(explorer.found, circle.walk, f"writes without end at {name}", circle.again)
        fix = _at_most_three(flow, circle.transition)
        yield Finding("unbounded-sends", "error", place.at, message, place.path, fix=fix, scenario=played)


def _at_most_three(flow: Flow, transition_id: str | None) -> Fix | None:
    """Let the transition that goes round be taken three times; only where it makes visits, which count."""
    found = ((i, one) for i, one in enumerate(flow.transitions) if one.id == transition_id)
    index, transition = next(found, (0, None))
    if transition is None or transition.to_state is None:
        return None
    bound: dict[str, Any] = {"field": f"visits.{transition.to_state}", "op": "lt", "value": 3}
    if transition.when is not None:
        bound = {
            "all": [transition.when.model_dump(mode="json", by_alias=True, exclude_defaults=True), bound]
        }
    way, end = called(flow, transition), state_name(flow, transition.to_state)
    words = f"Let {way} be taken until “{end}” was visited three times."
    return Fix("set", ("transitions", index, "when"), words, bound)


def _waits(flow: Flow, found: Exploration) -> Iterator[Finding]:
    """The first moment in each state at which nothing is due, and nothing is to come of what was done."""
    first: dict[str, int] = {}
    for number, moment in enumerate(found.moments):
        if moment.binding.state not in first and _is_stuck(moment):
            first[moment.binding.state] = number
    for place, state in states(flow):
        if state in first and _others_lead_on(flow, state):
            number = first.pop(state)
            name = state_name(flow, state)
            message = (
                f"“{name}” may last for ever: no timer runs there, and only somebody else can move it on."
            )
            expect = {"state": state, "checks": []}
            last = {"wait": LONG, "expect": expect}
            played = scene(found, found.walk(number), f"waits for ever at {name}", (last,))
            yield Finding("waits-for-ever", "warning", place.at, message, place.path, scenario=played)


def _is_stuck(moment: Moment) -> bool:
    world, visit = moment.world, moment.binding.visit
    # What is held for this visit goes when the operator is done, and gives its result then.
    comes = any(
        is_planned(one) or (one.status == "held" and one.effect.visit == visit) for one in world.posted
    )
    moves_itself = world.armed or comes or owed(moment.process.flow, moment)
    return not (moment.process.ended or moves_itself or moment.children)


def _others_lead_on(flow: Flow, state: str) -> bool:
    """Whether there is a way out at all that isn't a timer's: without one it is a trap, which is said elsewhere."""
    return any(
        one.trigger.type not in ("timeout", "always")
        and one.to_state is not None
        and (state in one.from_states or (one.from_any and one.to_state != state))
        for one in flow.transitions
    )


def _void(flow: Flow, found: Exploration) -> Iterator[Finding]:
    checks = {place.path: place for place, _ in actions(flow)}
    for site, number in found.armed.items():
        if site in found.heard:
            continue
        played = scene(found, found.walk(number), "sets a check that never does anything")
        if site[-1] == "trigger":
            place = transition_place(flow, int(site[1]))
            way = called(flow, flow.transitions[int(site[1])])
            message = f"The timer {way} is set and never comes due: its state is always left before that."
            fix = Fix("remove", place.path, f"Remove {way}.")
        else:
            place = checks[site]
            message = (
                f"In {place.words}, a check is set that never does anything: "
                "when it would come due, its state was left, or nothing there listens for it."
            )
            fix = Fix("remove", _with_its_frame(flow, site), "Don't set the check.")
        yield Finding("check-always-void", "warning", place.at, message, site, fix=fix, scenario=played)


def _with_its_frame(flow: Flow, site: Site) -> Site:
    """What is to be removed with an action: `unmatched` can't do nothing at all."""
    block = flow.unmatched
    alone = block is not None and block.message is None and len(block.then) == 1
    return site[:1] if site[0] == "unmatched" and alone else site


def _held(flow: Flow, found: Exploration) -> Iterator[Finding]:
    told: set[str] = set()
    timers = {one.id: i for i, one in enumerate(flow.transitions) if isinstance(one.trigger, TimeoutTrigger)}
    for way in found.ways:
        before, after = found.moments[way.source], found.moments[way.target]
        if way.move.drive != "time" or not before.handed_here or after.binding.visit == before.binding.visit:
            continue
        taken = next((name for name in way.taken if name in timers), None)
        if taken is None or taken in told:
            continue
        told.add(taken)
        place = transition_place(flow, timers[taken])
        here = before.binding.state
        name, timer = state_name(flow, here), called(flow, flow.transitions[timers[taken]], here)
        message = (
            f"“{name}” is handed to a colleague, and {timer} may move it on while they have it: "
            "what it sends waits until they are done."
        )
        played = scene(found, found.walk(way.source), f"moves on from {name} while held", ways=(way,))
        yield Finding("held-timer", "hint", place.at, message, place.path, scenario=played)


CHECKS = (Check(CODES, behaviour, explores=True),)
