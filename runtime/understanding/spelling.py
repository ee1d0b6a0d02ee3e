"""Sentences as vectors of their letters and words: what is left where the encoder's weights were never
fetched.

It knows no meaning, only spelling, so it hears little that is not close to an example, in any language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from runtime.understanding.classifier import Levels


class SpellingVectors:
    """TF-IDF of letter runs (2–5) and words, learnt from one set of examples."""

    expected = Levels(threshold=0.35, typical=0.45)
    # Strict: a likeness of spelling is a weak reason to move someone's process.
    missed = 0.7

    def __init__(self, texts: Sequence[str]) -> None:
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        self._words = TfidfVectorizer(analyzer=re.compile(r"\w+").findall, sublinear_tf=True)
        # A word of no language keeps the vocabularies from being empty, which the library refuses.
        for part in (self._letters, self._words):
            part.fit([*texts, "xyzzy"])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Vectors of length one (zero for a text that shares nothing with the examples)."""
        rows = hstack([self._letters.transform(texts), self._words.transform(texts)])
        dense: NDArray[np.float64] = normalize(rows).toarray()
        return dense
