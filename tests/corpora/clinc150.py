"""CLINC150 (Larson et al., 2019) as few-shot episodes: ten intents of 150, a handful of examples each.

Three questions: how often is the right intent the nearest; how many utterances of other intents (near) and of
no intent at all (far) are turned away; and how long does it take.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from flows.hearing import Hearable, Hearing
from runtime.understanding.local import LocalDetector

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "intents" / "clinc150.json"
INTENTS = 10
PER_INTENT = 20
STRANGERS = 150
NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)


class Figures(NamedTuple):
    """Shares of 1, but for the milliseconds."""

    accuracy: float
    """The right intent is nearest."""
    near_at_90: float
    """Turned away among other intents' utterances, at the threshold that keeps 90 % of those in scope."""
    far_at_90: float
    right: float
    """Heard rightly, at the detector's own threshold; so are the next three."""
    wrong: float
    near: float
    far: float
    fit_ms: float
    message_ms: float


def measure(detector: LocalDetector, examples: int, episodes: int = 10) -> Figures:
    """The mean over seeded episodes with that many examples per intent."""
    corpus = json.loads(CORPUS.read_text("utf-8"))
    rows = [_episode(detector, corpus, examples, Random(seed)) for seed in range(episodes)]
    return Figures(*(float(column) for column in np.mean(rows, axis=0)))


def _episode(
    detector: LocalDetector, corpus: dict[str, dict[str, list[str]]], examples: int, random: Random
) -> Figures:
    names = random.sample(sorted(corpus["train"]), INTENTS)
    hearing = Hearing(
        tuple(Hearable(name, "", tuple(random.sample(corpus["train"][name], examples)), {}) for name in names)
    )
    others = [name for name in sorted(corpus["train"]) if name not in names]
    own = [(text, name) for name in names for text in random.sample(corpus["test"][name], PER_INTENT)]
    near = [random.choice(corpus["test"][random.choice(others)]) for _ in range(STRANGERS)]
    far = random.sample(list(corpus["out_of_scope"]), STRANGERS)

    started = time.perf_counter()
    detector.understand("", hearing, NOW)
    fitted = time.perf_counter()
    tops = [_top(detector, text, hearing) for text, _ in own]
    understood = time.perf_counter()

    right = [name == intent for (name, _, _), (_, intent) in zip(tops, own, strict=True)]
    taken = [heard for _, _, heard in tops]
    at_90 = float(np.quantile([score for _, score, _ in tops], 0.1))
    aside = [[_top(detector, text, hearing) for text in texts] for texts in (near, far)]
    near_90, far_90 = (_share(score < at_90 for _, score, _ in tops) for tops in aside)
    near_own, far_own = (_share(not heard for _, _, heard in tops) for tops in aside)
    return Figures(
        accuracy=_share(right),
        near_at_90=near_90,
        far_at_90=far_90,
        right=_share(ok and heard for ok, heard in zip(right, taken, strict=True)),
        wrong=_share(heard and not ok for ok, heard in zip(right, taken, strict=True)),
        near=near_own,
        far=far_own,
        fit_ms=(fitted - started) * 1000,
        message_ms=(understood - fitted) * 1000 / len(own),
    )


def _top(detector: LocalDetector, text: str, hearing: Hearing) -> tuple[str, float, bool]:
    understanding = detector.understand(text, hearing, NOW)
    return *understanding.scores[0], bool(understanding.heard)


def _share(hits: Iterable[bool]) -> float:
    values: Sequence[bool] = list(hits)
    return sum(values) / len(values)
