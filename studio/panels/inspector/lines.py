"""Many lines at once, as people paste them: from a list, a sheet, a mail. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“"}
MOST_LETTERS = 300
"""Of one example: longer is no example of what somebody says in a message."""


class Lines(NamedTuple):
    """What was pasted, a line each."""

    new: list[str]
    doubles: list[str]
    """Those that are known, or stand there twice."""


def pasted(text: str, known: Iterable[str] = ()) -> Lines:
    """The lines without bullets, numbers and quotes around them; capitals and a dot make no other line."""
    seen = {_folded(line) for line in known}
    lines = Lines([], [])
    for line in text.splitlines():
        words = _bare(" ".join(_BULLET.sub("", line).split()))[:MOST_LETTERS]
        if words:
            (lines.doubles if _folded(words) in seen else lines.new).append(words)
            seen.add(_folded(words))
    return lines


def _bare(line: str) -> str:
    if len(line) > 1 and _QUOTES.get(line[0]) == line[-1]:
        return line[1:-1].strip()
    return line


def _folded(line: str) -> str:
    return line.casefold().strip(" .!")
