"""Played scenarios as people and scripts read them: what failed and why, and what the scenarios try of a flow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flows.codec import Source
from flows.model import Flow
from flows.scenario import Coverage, Move, Played, StepResult
from flows.trace_words import entry_words
from runtime.cli.console import Console, plural


class Tested(NamedTuple):
    """A flow of a file, with its scenarios played; `seconds` is how long each took."""

    file: str
    source: Source
    played: tuple[Played, ...]
    seconds: tuple[float, ...]
    covered: Coverage

    @property
    def flow(self) -> Flow:
        return self.source.flow

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.played)

    def line(self, scenario: int, step: int = 0) -> int:
        """Where a scenario stands in the file, or one of its steps; both are counted as everywhere: steps from 1."""
        path = ("scenarios", scenario, "steps", step - 1) if step else ("scenarios", scenario)
        return self.source.lines.nearest(path)


# In words


def step_words(played: Played, number: int) -> str:
    """“step 3 (wait: 5d)”."""
    if number == 0:
        return "start"
    step = played.scenario.steps[number - 1]
    return f"step {number} ({step.kind}: {getattr(step, step.kind)})"


def way_words(moves: Sequence[Move]) -> str:
    """“pending → reminded (remind) → promised (promise)”."""
    return " → ".join(move.state if move.by == "start" else f"{move.state} ({move.by})" for move in moves)


def why_words(flow: Flow, played: Played, result: StepResult) -> Iterator[str]:
    """What led to what a step got: the way so far, what was heard, each decision in full, and what didn't go."""
    if way := way_words(played.way(result.number)):
        yield f"way: {way}"
    for entry in result.entries:
        yield from entry_words(flow, entry)


def show(tested: Tested, console: Console, *, coverage: bool) -> None:
    """A flow's scenarios, what failed with its reasons, and how much of the flow they try."""
    console.say(f"{console.paint(tested.flow.name, 'bold')}  {console.paint(tested.file, 'dim')}")
    for number, one in enumerate(tested.played):
        mark = console.paint("✓", "green") if one.passed else console.paint("✗", "red")
        place = "" if one.passed else console.paint(f"  {tested.file}:{tested.line(number)}", "dim")
        console.say(f"  {mark} {one.scenario.name}{place}")
        for step in one.steps:
            _show_failed(tested, number, step, console)
    if tested.played:
        console.say(f"  {_share(tested.covered)}")
    else:
        console.say("  It has no scenarios.")
    if coverage:
        _show_coverage(tested, console)
    console.say()


def _show_failed(tested: Tested, number: int, step: StepResult, console: Console) -> None:
    played = tested.played[number]
    for problem in step.problems:
        console.say(f"      {step_words(played, step.number)}: {problem}")
    if step.problems:
        for line in why_words(tested.flow, played, step):
            console.say(console.paint(f"          {line}", "dim"))


def _share(covered: Coverage) -> str:
    whole = len(covered.taken) + len(covered.missed)
    share = f"{len(covered.taken)} of {plural(whole, 'transition')} taken ({covered.ratio:.0%})"
    return f"{share}; no scenario takes {', '.join(covered.missed)}" if covered.missed else share


def _show_coverage(tested: Tested, console: Console) -> None:
    covered = tested.covered
    rows = [(name, plural(times, "scenario") if times else "–") for name, times in _times(tested).items()]
    if rows:
        console.say()
        console.table([("transition", "taken by"), *rows])
    if covered.heard:
        console.say()
        console.say(
            f"  {len(covered.tried)} of {plural(covered.hearings, 'intent')} said where they are heard"
        )
        console.table(
            [("state", "said", "not said there"), *(_hearing_row(covered, state) for state in covered.heard)]
        )


def _times(tested: Tested) -> dict[str, int]:
    """Transition → how many scenarios take it, in file order."""
    return {one.id: tested.covered.times.get(one.id, 0) for one in tested.flow.transitions}


def _hearing_row(covered: Coverage, state: str) -> tuple[str, str, str]:
    heard, untried = covered.heard[state], covered.untried(state)
    return state, f"{len(heard) - len(untried)} of {len(heard)}", ", ".join(untried)


# As JSON


def as_json(tested: Tested) -> dict[str, Any]:
    """The same for scripts; what failed says why."""
    covered = tested.covered
    return {
        "file": tested.file,
        "process_type": tested.flow.process_type,
        "passed": tested.passed,
        "scenarios": [_scenario(tested, number) for number in range(len(tested.played))],
        "coverage": {
            "ratio": round(covered.ratio, 4),
            "missed": list(covered.missed),
            "transitions": _times(tested),
            "states": {state.id: covered.visits.get(state.id, 0) for state in tested.flow.states},
            "intents": {
                state: {intent: (state, intent) in covered.tried for intent in heard}
                for state, heard in covered.heard.items()
            },
        },
    }


def _scenario(tested: Tested, number: int) -> dict[str, Any]:
    one = tested.played[number]
    return {
        "name": one.scenario.name,
        "line": tested.line(number),
        "passed": one.passed,
        "steps": [_step(tested, number, step) for step in one.steps],
    }


def _step(tested: Tested, number: int, step: StepResult) -> dict[str, Any]:
    told = {
        "number": step.number,
        "line": tested.line(number, step.number),
        "passed": step.passed,
        "problems": list(step.problems),
        "got": step.got,
    }
    if step.passed:
        return told
    return {
        **told,
        "way": [move._asdict() for move in tested.played[number].way(step.number)],
        "why": list(why_words(tested.flow, tested.played[number], step)),
        "traces": [trace.as_json() for trace in step.traces],
    }
