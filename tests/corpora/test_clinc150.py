"""The local detector on other people's utterances: no worse than when it was chosen."""

from __future__ import annotations

import pytest

from runtime.understanding.local import LocalDetector
from tests.corpora.clinc150 import CORPUS, measure

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPUS.is_file(), reason=f"the corpus is not at {CORPUS}"),
]


@pytest.mark.parametrize(("examples", "accuracy"), [(5, 0.96), (10, 0.975)])
def test_few_examples_are_enough(examples: int, accuracy: float) -> None:
    figures = measure(LocalDetector.load(), examples, episodes=5)
    assert figures.accuracy >= accuracy
    assert figures.right >= 0.85
    assert figures.wrong <= 0.02
    assert figures.near >= 0.8
    assert figures.far >= 0.9
