"""Scenarios played as this machine would hear them."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from flows.codec import Source
from flows.hearing import Hearing, Understanding
from flows.scenario import Played, coverage, play
from runtime.cli.played import Tested
from runtime.policy.verdict import verdict

if TYPE_CHECKING:
    from runtime.understanding.local import LocalDetector


class LocalUnderstanding:
    """This machine's detector, loaded when the first customer speaks: most scenarios name intents."""

    def __init__(self) -> None:
        self.detector: LocalDetector | None = None

    def __call__(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        if self.detector is None:
            from runtime.understanding.local import LocalDetector

            self.detector = LocalDetector.load()
        return self.detector.understand(text, hearing, now)


def tested(name: str, source: Source, understand: LocalUnderstanding) -> Tested:
    """Play all scenarios of a flow that stands in the file of that name."""
    played: list[Played] = []
    seconds: list[float] = []
    for scenario in source.flow.scenarios:
        began = perf_counter()
        played.append(play(source.flow, scenario, understand, verdict))
        seconds.append(perf_counter() - began)
    return Tested(name, source, tuple(played), tuple(seconds), coverage(source.flow, played))
