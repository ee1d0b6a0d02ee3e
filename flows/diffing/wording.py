"""Two versions of a text, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from flows.diffing.difference import Piece

_WORD = re.compile(r"\s*(?:\{\{.*?\}\}|\{%.*?%\}|[^\s{]+|\{)|\s+", re.DOTALL)
"""A blank of a text is one word, whatever stands in it."""
AROUND = 4
"""Words that are kept beside what changed."""
MOST_WORDS = 1_000
ALIKE = 0.35
"""Less of a text in common than this is another text."""


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """What went and what came, with a few words around; all of both where little is the same."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) <= MOST_WORDS:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= ALIKE:
            return tuple(piece for piece in _pieces(matcher, before, after) if piece.text)
    return tuple(piece for piece in (Piece("removed", old), Piece("added", new)) if piece.text)


def _pieces(matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield from _same(before[i:j], first=i == 0, last=j == len(before) and m == len(after))
        else:
            yield Piece("removed", "".join(before[i:j]))
            yield Piece("added", "".join(after[k:m]))


def _same(words: Sequence[str], *, first: bool, last: bool) -> Iterator[Piece]:
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= head + tail + 1:
        yield Piece("same", "".join(words))
        return
    yield Piece("same", "".join(words[:head]))
    yield Piece("gap", "…" if last or head == 0 else " …")
    yield Piece("same", "".join(words[len(words) - tail :]))


def plainly(found: Iterable[Piece], paint: Callable[[Piece, str], str] = lambda _, shown: shown) -> str:
    """The pieces in one line: what went in [-…-], what came in {+…+}. `paint` may colour what is shown of one."""
    parts: list[str] = []
    for piece in found:
        words = " ".join(piece.text.split())
        before = " " if piece.kind in ("removed", "added") or piece.text[:1].isspace() else ""
        behind = " " if piece.text[-1:].isspace() else ""
        parts.append(before + paint(piece, _MARKS[piece.kind].format(words)) + behind)
    return " ".join("".join(parts).split())


_MARKS = {"same": "{}", "gap": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
