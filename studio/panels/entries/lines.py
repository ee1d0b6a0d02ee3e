"""Many lines at once, as people paste them: from a list, a sheet, a mail. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“"}
MOST_LETTERS = 300
"""Of one example: longer is no example of what somebody says in a message."""


def pasted(text: str, known: Iterable[str] = ()) -> list[str]:
    """One line each, without bullets, numbers and quotes around it, without those known or said twice."""
    seen = {_folded(line) for line in known}
    found = []
    for line in text.splitlines():
        words = _bare(" ".join(_BULLET.sub("", line).split()))[:MOST_LETTERS]
        if words and _folded(words) not in seen:
            seen.add(_folded(words))
            found.append(words)
    return found


def _bare(line: str) -> str:
    if len(line) > 1 and _QUOTES.get(line[0]) == line[-1]:
        return line[1:-1].strip()
    return line


def _folded(line: str) -> str:
    return line.casefold().strip(" .!")
