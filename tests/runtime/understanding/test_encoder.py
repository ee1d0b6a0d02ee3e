"""Vectors as the published model makes them, whatever else is encoded beside."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.understanding.encoder import WIDTH, Encoder

# Cosines of the float graph, which equals the published model.
PUBLISHED = [
    ("where is my order?", "has my parcel been shipped yet?", 0.497),
    ("I'll pay on Friday", "you will have the money by the end of the week", 0.528),
    ("cancel my order", "I love the sea in winter", 0.068),
    ("this invoice is wrong", "the amount is not what we agreed", 0.425),
    ("a man is eating food", "a man is eating a meal", 0.920),
]


@pytest.mark.parametrize(("one", "other", "cosine"), PUBLISHED)
def test_meanings_are_as_near_as_the_published_model_has_them(
    encoder: Encoder, one: str, other: str, cosine: float
) -> None:
    first, second = encoder.encode([one, other])
    assert first @ second == pytest.approx(cosine, abs=0.06)


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(["hello", "", "a " * 1000])
    assert vectors.shape == (3, WIDTH)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    alone = Encoder.encode(encoder, ["where is my parcel?"])[0]
    beside = encoder.encode(["a much longer sentence that would widen the range", "where is my parcel?"])[1]
    assert (alone == beside).all()


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, WIDTH)
