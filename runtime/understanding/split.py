"""Where one message may hold several things: its sentences, and the clauses of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_PARTS = 12
"""Of a long email only the beginning is looked at sentence by sentence."""

_SENTENCE_END = re.compile(r"[.!?…;]{1,9}[\"')\]”’»]{0,3}(?=\s)(?!\s*\d)|\n")
_NO_END = re.compile(
    r"(?:\b\d{1,2}|\b(?:mr|mrs|ms|dr|st|nr|str|approx|ca|e\.g|i\.e|z\.b|sr|sra|núm))\.$", re.IGNORECASE
)
_CLAUSE_END = re.compile(
    r"(?:[,;:]\s*|\s+[-–—]\s+|\s+)(?:and|but|also|plus|und|aber|außerdem|y|e|pero|además|et|mais)\s+"
    r"(?:also\s+|auch\s+|también\s+)?|,\s+|\s+[-–—]\s+",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A verbatim span of a message."""

    start: int
    end: int
    text: str


def sentences(message: str) -> list[Part]:
    """The message's first sentences; the full stop of a date, “no. 5” or an abbreviation ends none."""
    ends = (match for match in _SENTENCE_END.finditer(message) if not _is_abbreviated(message, match.end()))
    return list(_parts(message, 0, ((match.end(), match.end()) for match in ends)))[:MAX_PARTS]


def _is_abbreviated(message: str, end: int) -> bool:
    return _NO_END.search(message[max(0, end - 12) : end]) is not None


def clauses(sentence: Part) -> list[Part]:
    """What stands before, between and after a sentence's commas, “and” and “but”."""
    cuts = ((match.start(), match.end()) for match in _CLAUSE_END.finditer(sentence.text))
    return list(_parts(sentence.text, sentence.start, cuts))[:MAX_PARTS]


def _parts(text: str, offset: int, cuts: Iterator[tuple[int, int]]) -> Iterator[Part]:
    start = 0
    for cut, resume in [*cuts, (len(text), len(text))]:
        piece = text[start:cut]
        if stripped := piece.strip():
            first = offset + start + piece.index(stripped)
            yield Part(first, first + len(stripped), stripped)
        start = resume
