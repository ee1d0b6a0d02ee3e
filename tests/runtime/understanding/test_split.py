"""Where messages are cut, and where they must not be."""

from __future__ import annotations

import pytest

from runtime.understanding.split import Part, clauses, sentences

SENTENCES = [
    ("I'll pay on Friday. And where is my order?", ["I'll pay on Friday.", "And where is my order?"]),
    ("one\ntwo\n\nthree", ["one", "two", "three"]),
    ("Really?! Yes… maybe.", ["Really?!", "Yes…", "maybe."]),
    ("Ich zahle am 5. März. Danke!", ["Ich zahle am 5. März.", "Danke!"]),
    ("I owe 120.50 for order no. 5, see example.com.", ["I owe 120.50 for order no. 5, see example.com."]),
    ("No. Cancel it.", ["No.", "Cancel it."]),
    ("Ask Mr. Smith.", ["Ask Mr. Smith."]),
    ("  ", []),
]


@pytest.mark.parametrize(("message", "expected"), SENTENCES)
def test_sentences(message: str, expected: list[str]) -> None:
    parts = sentences(message)
    assert [part.text for part in parts] == expected
    assert all(message[part.start : part.end] == part.text for part in parts)


def test_clauses_keep_their_place_in_the_message() -> None:
    message = "Hello. I'll pay on Friday, and where is my order?"
    assert clauses(sentences(message)[1]) == [
        Part(7, 25, "I'll pay on Friday"),
        Part(31, 49, "where is my order?"),
    ]


def test_only_the_beginning_of_a_long_message_is_taken_apart() -> None:
    assert len(sentences("So. " * 500)) == 12
