"""A broken file comes to flows that everything works with, or to errors that say where; quickly, either way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from time import process_time
from traceback import format_exception
from types import TracebackType
from typing import NamedTuple
from xml.etree import ElementTree

from flows.codec import Source, digest, dump, load, sources
from flows.diff import diff
from flows.errors import FlowTextError
from flows.findings import check
from flows.findings.finding import Finding
from flows.hearing import Hearing, Understanding
from flows.model import Flow
from flows.picture import svg
from flows.scenario import coverage, play
from flows.scenario_model import Scenario
from flows.words import transition_words
from tests.faults.mutations import Mutated, Text, files, mutated

SECONDS = 1.0
"""Of the processor's time: how long a file may take until what is wrong with it is known."""
LONGEST = 1_000
"""Characters of a sentence that a person still reads."""
OF_THE_WHOLE = ("The file is empty.", "The file is larger than", "The file holds ")
"""Errors that have no line."""
SMALL = 5_000
"""Characters of a file that is gone through as `check` does it; a larger one takes it seconds."""


class Outcome(NamedTuple):
    """What a file came to."""

    case: Mutated
    flows: int
    """How many were read; none where the file was refused."""
    findings: int
    seconds: float
    """Of the processor's time, until it was known what is wrong."""
    faults: tuple[str, ...]
    """Sentences and tracebacks."""


def tried(seed: int) -> Outcome:
    """Break a file, and do with it all that can be done with a file."""
    case = mutated(seed)
    faults: list[str] = []
    read: list[Source] = []
    found: list[Finding] = []
    began = process_time()
    with _Noting(faults):
        read = _read(case.text, faults)
        found = [one for source in read for one in check(source.flow, source.lines, structure=True)]
    seconds = process_time() - began
    if seconds > SECONDS:
        faults.append(f"It took {seconds:.1f} s until it was known what is wrong.")
    for source in read:
        for use in USES.values():
            with _Noting(faults):
                use(source, case)
    return Outcome(case, len(read), len(found), seconds, tuple(faults))


class _Noting:
    """Makes a fault of whatever is raised."""

    def __init__(self, faults: list[str]) -> None:
        self._faults = faults

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(raised, Exception):
            self._faults.append("".join(format_exception(kind, raised, trace, limit=-3))[-2_000:])
        return isinstance(raised, Exception)


def _read(text: Text, faults: list[str]) -> list[Source]:
    try:
        return sources(text)
    except FlowTextError as error:
        last = _lines(text)
        faults += [
            f"The error is of no use: {one.line}, {str(one)[:200]!r}"
            for one in error.problems
            if _useless(one, last)
        ]
        return []


def _useless(problem: FlowTextError, last: int) -> bool:
    if problem.line is None:
        return not str(problem).startswith(OF_THE_WHOLE)
    return not 1 <= problem.line <= last or not _is_sentence(str(problem))


def _is_sentence(text: str) -> bool:
    return len(text) < LONGEST and text.endswith((".", "?", "…", "!")) and "Traceback" not in text


def _lines(text: Text) -> int:
    """How many lines a file has, as YAML counts them, and the one after the last."""
    whole = text if isinstance(text, str) else text.decode(errors="replace")
    return len(whole.splitlines()) + 1


# --- what is done with a flow that was read ------------------------------------------------------------


def comes_back(source: Source, case: Mutated) -> None:
    """Its canonical text gives it back, and stays as it is."""
    text = dump(source.flow)
    again = load(text)
    assert again == source.flow
    assert dump(again) == text
    assert digest(again) == digest(source.flow)


def is_checked(source: Source, case: Mutated) -> None:
    """Each finding is a sentence at a line of the file, and can be handed on."""
    last = _lines(case.text)
    for finding in check(source.flow, source.lines, structure=len(case.text) > SMALL):
        assert finding.line is not None
        assert 1 <= finding.line <= last
        assert _is_sentence(finding.message), finding.message[:200]
        json.dumps(finding.as_json())


def is_played(source: Source, case: Mutated) -> None:
    """Its scenarios come to an end, and so does one that does everything."""
    played = [
        play(source.flow, scenario, _deaf) for scenario in (*source.flow.scenarios, *_everything(source.flow))
    ]
    coverage(source.flow, played)
    json.dumps([step.got for one in played for step in one.steps])


def _everything(flow: Flow) -> Iterator[Scenario]:
    """Each thing that some transition waits for, once, a day apart."""
    steps: list[dict[str, str]] = []
    for transition in flow.transitions[:40]:
        trigger = transition.trigger
        if trigger.type in ("intent", "event", "action", "manual"):
            steps += [{trigger.type: getattr(trigger, "value", "x")}, {"wait": "1d"}]
    start = {"auto_results": True}
    yield Scenario.model_validate(
        {"name": "everything", "start": start, "steps": [*steps, {"say": "x"}, {"wait": "1mo"}]}
    )


def _deaf(text: str, hearing: Hearing, now: datetime) -> Understanding:
    return Understanding((), "nobody")


def is_drawn(source: Source, case: Mutated) -> None:
    """Its picture is well-formed."""
    ElementTree.fromstring(svg(source.flow))


def is_told(source: Source, case: Mutated) -> None:
    """What it does can be said."""
    for transition in source.flow.transitions:
        assert transition_words(transition)


def is_compared(source: Source, case: Mutated) -> None:
    """What was done to it can be said, both ways; beside itself there is nothing to say."""
    assert not diff(source.flow, source.flow).behaviour
    for before in _before(case.file):
        alike = digest(before) == digest(source.flow)
        for difference in (diff(before, source.flow), diff(source.flow, before)):
            assert bool(difference.behaviour) is not alike


@cache
def _before(file: str) -> list[Flow]:
    return [source.flow for source in sources(files()[file])]


USES: Mapping[str, Callable[[Source, Mutated], None]] = {
    "comes back": comes_back,
    "is checked": is_checked,
    "is played": is_played,
    "is drawn": is_drawn,
    "is told": is_told,
    "is compared": is_compared,
}
"""What is tried with every flow that was read; an assertion that fails is a fault."""
