"""Which intent a sentence carries, learnt from a handful of examples each.

A logistic regression on the examples' vectors, with small talk as one more class, gives each intent a
probability. An intent's *score* is the cosine to its nearest example × √probability: near to what its
author wrote, and nearer than anything else.

What score is enough is found from the examples themselves. Each is held out once (five folds) and scored
twice: for its own intent, and, with that one left out, for the best of the others — as an utterance that
nobody listens for. Half way between what nine of ten of the first reach and what eight of ten of the second
stay under lies the *threshold*; the middle of the first is a *typical* hit. The *confidence* runs straight
from 0 over 0.5 at the threshold and 0.75 at a typical hit to 1, so that 0.6, say, means the same for every
set of intents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from threadpoolctl import ThreadpoolController

from runtime.understanding.small_talk import SMALL_TALK

THRESHOLD = 0.5
"""The confidence under which a detector abstains."""
INVERSE_REGULARIZATION = 30.0
FOLDS = 5
SMALL_TALK_UNLESS = 0.6
"""A line of small talk this close (cosine) to an example is the author's now."""
PRIOR_WEIGHT = 10
"""The expected levels count as much as this many examples."""

Floats = NDArray[np.floating]
Labels = NDArray[np.integer]


class Levels(NamedTuple):
    """The scores that stand for confidence 0.5 and 0.75."""

    threshold: float
    typical: float


class Vectors(Protocol):
    """Where sentences become vectors of length one."""

    expected: Levels
    """Before any example was seen."""
    missed: float
    """Which share of held-out examples may lie under the threshold's upper mark."""

    def encode(self, texts: Sequence[str]) -> Floats: ...


class Regression(NamedTuple):
    """A fitted logistic regression, back in the vectors' own space."""

    slopes: Floats
    intercepts: Floats

    def probabilities(self, vectors: Floats) -> Floats:
        logits = vectors @ self.slopes.T + self.intercepts
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares


class Classifier:
    """Fitted once per set of intents; immutable afterwards, so threads may share it."""

    def __init__(self, examples: Mapping[str, Sequence[str]], vectors: Vectors) -> None:
        """`examples` are of one intent each, at least one per intent."""
        self.intents = tuple(examples)
        self._vectors = vectors
        self._verbatim = _said_verbatim(examples)
        labels = np.repeat(np.arange(len(self.intents)), [len(texts) for texts in examples.values()])
        known = vectors.encode([text for texts in examples.values() for text in texts])
        talk = vectors.encode(SMALL_TALK)
        talk = talk[(talk @ known.T).max(axis=1, initial=0.0) < SMALL_TALK_UNLESS]
        rows = np.vstack([known, talk])
        classes = np.concatenate([labels, np.full(len(talk), len(self.intents))])
        # On matrices this small, threads cost ten times what they compute.
        with _threads().limit(limits=1):
            basis = _basis(rows)
            reduced = rows @ basis.T
            self._levels = _levels(reduced, classes, len(self.intents), vectors)
            fitted = _fit(reduced, classes, len(self.intents) + 1)
        self._regression = Regression(fitted.slopes @ basis, fitted.intercepts)
        self._known, self._labels = known, labels

    def confidences(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its confidence, best first."""
        if not self.intents:
            return []
        row = self._vectors.encode([_plain(text)])
        (scores,) = _scores(self._regression, row, self._known, self._labels, len(self.intents))
        confidences = np.interp(scores, [0, *self._levels, 1], [0, THRESHOLD, 0.75, 1])
        verbatim = self._verbatim.get(_key(text))
        found = [
            (intent, 1.0 if intent == verbatim else round(float(confidence), 4))
            for intent, confidence in zip(self.intents, confidences, strict=True)
        ]
        return sorted(found, key=lambda pair: -pair[1])


@cache
def _threads() -> ThreadpoolController:
    """Looking for the linear algebra libraries takes as long as a fit: once is enough."""
    return ThreadpoolController()


def _basis(rows: Floats) -> Floats:
    """An orthonormal basis of what the rows span: the regularized fit lies in it, and it is small."""
    _, sizes, basis = np.linalg.svd(rows, full_matrices=False)
    kept: Floats = basis[sizes > 1e-6 * max(sizes, default=0.0)]
    return kept


def _fit(rows: Floats, classes: Labels, count: int) -> Regression:
    """A class without a row is given no probability."""
    present = np.unique(classes)
    slopes = np.zeros((count, rows.shape[1]))
    intercepts = np.full(count, -np.inf)
    intercepts[present] = 0.0
    if len(present) > 1:
        fitted = LogisticRegression(C=INVERSE_REGULARIZATION, tol=1e-3, max_iter=1000).fit(rows, classes)
        # Of two classes sklearn fits the second against the first.
        fitted_classes = present if len(present) > 2 else present[1:]
        slopes[fitted_classes], intercepts[fitted_classes] = fitted.coef_, fitted.intercept_
    return Regression(slopes, intercepts)


def _scores(regression: Regression, rows: Floats, known: Floats, labels: Labels, count: int) -> Floats:
    """`[rows, intents]`: cosine to the nearest example × √probability; an intent without example scores 0."""
    roots = np.sqrt(regression.probabilities(rows)[:, :count])
    scores: Floats = _nearest(rows, known, labels, count) * roots
    return scores


def _nearest(rows: Floats, known: Floats, labels: Labels, count: int) -> Floats:
    cosines = rows @ known.T
    columns = [cosines[:, labels == label].max(axis=1, initial=0.0) for label in range(count)]
    nearest: Floats = np.stack(columns, axis=1)
    return nearest


def _levels(rows: Floats, classes: Labels, count: int, vectors: Vectors) -> Levels:
    """Where the threshold and a typical hit lie, from held-out examples; see the module's first lines."""
    own, other = _held_out(rows, classes, count)
    expected = vectors.expected
    if not own:
        return expected
    threshold = expected.threshold
    if other:
        threshold = float(np.quantile(own, vectors.missed) + np.quantile(other, 0.8)) / 2
    share = len(own) / (len(own) + PRIOR_WEIGHT)
    threshold = share * threshold + (1 - share) * expected.threshold
    typical = share * float(np.median(own)) + (1 - share) * expected.typical
    return Levels(threshold, float(np.clip(typical, threshold + 0.08, 0.5)))


def _held_out(rows: Floats, classes: Labels, count: int) -> tuple[list[float], list[float]]:
    """Scores of examples not trained on: the rightly found for their intent, all for the best other."""
    own: list[float] = []
    other: list[float] = []
    turn = np.concatenate([np.arange(np.sum(classes == label)) % FOLDS for label in range(count + 1)])
    # Small talk is never held out: it is no intent.
    turn[classes == count] = -1
    for fold in range(FOLDS):
        held, kept = turn == fold, turn != fold
        if not held.any():
            continue
        regression = _fit(rows[kept], classes[kept], count + 1)
        shares = regression.probabilities(rows[held])
        nearest = _nearest(rows[held], rows[kept], classes[kept], count)
        for share, cosine, label in zip(shares, nearest, classes[held], strict=True):
            scores = cosine * np.sqrt(share[:count])
            if scores.argmax() == label and scores[label] > 0:
                own.append(float(scores[label]))
            if count > 1:
                elsewhere = cosine * np.sqrt(share[:count] / max(1 - share[label], 1e-9))
                other.append(float(np.delete(elsewhere, label).max()))
    return own, other


def _said_verbatim(examples: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Example → its intent, for those that only one intent has."""
    said: dict[str, str | None] = {}
    for intent, texts in examples.items():
        for key in map(_key, texts):
            said[key] = intent if said.get(key, intent) == intent else None
    return {key: intent for key, intent in said.items() if intent is not None}


def _plain(text: str) -> str:
    """Typographic apostrophes are what phones type and what the tokenizer doesn't know in “I’ll”."""
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    return encodable.strip().replace("’", "'").replace("‘", "'")


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", _plain(text)).strip().casefold()
