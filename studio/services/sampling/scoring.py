"""What sample messages were understood as, against what they should be: verdicts, order, confusion. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from flows.hearing import UNMATCHED, Understanding
from studio.services.sampling.reading import Sample

Verdict = Literal["wrong", "unsure", "right", "aside", "heard", "unheard"]
"""`unsure`: not understood, though it should be. `aside`: nothing here listens for what it should be.
`heard` and `unheard`: nothing was expected of it."""
WORST_FIRST: tuple[Verdict, ...] = ("wrong", "unsure", "unheard", "aside", "heard", "right")


class Scored(NamedTuple):
    """A message as it is understood."""

    number: int
    """Its place among the samples, from 0."""
    sample: Sample
    understood: str
    """An intent's id, `answer`, or `unmatched`; of several heard, the expected one, else the first."""
    confidence: float
    """0–1: how sure that is; of what was not understood, how near the nearest intent came."""
    also: tuple[str, ...]
    """What else was heard in it."""
    verdict: Verdict
    before: str | None = None
    """What it was understood as the last time, where that differs."""


class Confusion(NamedTuple):
    """How often messages that should be one intent were understood as another."""

    expected: tuple[str, ...]
    understood: tuple[str, ...]
    """The expected ones first, in the same order, as far as they occur."""
    counts: dict[tuple[str, str], int]


class Summary(NamedTuple):
    """All messages together. Those aside don't count for accuracy."""

    counts: dict[Verdict, int]

    @property
    def judged(self) -> int:
        return sum(self.counts.get(one, 0) for one in ("wrong", "unsure", "right"))

    @property
    def accuracy(self) -> float | None:
        """Right ones among the judged, 0–1; None where nothing was expected."""
        return self.counts.get("right", 0) / self.judged if self.judged else None


def scored(number: int, sample: Sample, found: Understanding, listened: Collection[str]) -> Scored:
    """One message; `listened` is what could be understood."""
    heard = [one.intent for one in found.heard]
    understood = sample.intent if sample.intent in heard and sample.intent else next(iter(heard), UNMATCHED)
    if heard:
        sure = next(one.confidence for one in found.heard if one.intent == understood)
    else:
        sure = found.scores[0][1] if found.scores else 0.0
    also = tuple(one for one in heard if one != understood)
    return Scored(number, sample, understood, sure, also, _verdict(sample.intent, understood, listened))


def _verdict(expected: str | None, understood: str, listened: Collection[str]) -> Verdict:
    if expected is None:
        return "unheard" if understood == UNMATCHED else "heard"
    if expected != UNMATCHED and expected not in listened:
        return "aside"
    if understood == expected:
        return "right"
    return "unsure" if understood == UNMATCHED else "wrong"


def worst_first(rows: Iterable[Scored]) -> list[Scored]:
    """Wrong ones first, the surest of them before the others; of all others the least sure first."""

    def place(row: Scored) -> tuple[int, float, int]:
        sure = -row.confidence if row.verdict == "wrong" else row.confidence
        return WORST_FIRST.index(row.verdict), sure, row.number

    return sorted(rows, key=place)


def summary(rows: Iterable[Scored]) -> Summary:
    return Summary(dict(Counter(row.verdict for row in rows)))


def confusion(rows: Iterable[Scored]) -> Confusion:
    """Of the messages that something was expected of; intents in the order of how often they were expected."""
    counts = Counter(
        (row.sample.intent, row.understood) for row in rows if row.sample.intent and row.verdict != "aside"
    )
    often: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    for (wanted, found), count in counts.items():
        often[wanted] += count
        heard[found] += count
    expected = tuple(name for name, _ in often.most_common())
    others = [name for name, _ in heard.most_common() if name not in often]
    understood_as = (*(name for name in expected if name in heard), *others)
    return Confusion(expected, understood_as, dict(counts))


def compared(rows: Sequence[Scored], before: Sequence[Scored]) -> tuple[Scored, ...]:
    """The rows with what they were understood as before, where that was something else."""
    was = {row.sample: row.understood for row in before}
    return tuple(
        row._replace(before=was[row.sample])
        if row.sample in was and was[row.sample] != row.understood
        else row
        for row in rows
    )
