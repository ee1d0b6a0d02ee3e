"""Where commands speak: sentences to people; to scripts one JSON document on stdout, and nothing else."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Literal, TextIO

Style = Literal["bold", "dim", "red", "green", "yellow", "blue", "magenta", "cyan"]
_CODES: dict[Style, int] = {
    "bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "blue": 34, "magenta": 35, "cyan": 36,
}  # fmt: skip

SEVERITY: dict[str, Style] = {"error": "red", "warning": "yellow", "hint": "blue"}


class Console:
    """One command's output. With `as_json` all sentences go to stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._people: TextIO = sys.stderr if as_json else sys.stdout
        self._colour = _has_colour(self._people)

    def say(self, text: str = "") -> None:
        """A line for people."""
        _write(self._people, text)

    def print(self, text: str) -> None:
        """What was asked for, to stdout as it is."""
        _write(sys.stdout, text.removesuffix("\n"))

    def warn(self, text: str) -> None:
        """A line for people that no pipe should swallow."""
        _write(sys.stderr, text)

    def document(self, value: Any) -> None:
        """The one JSON document; without --json nothing."""
        if self.as_json:
            _write(sys.stdout, json.dumps(value, indent=2, ensure_ascii=False))

    def paint(self, text: str, *styles: Style) -> str:
        """The text in colour, on a terminal that has some."""
        if not self._colour or not text:
            return text
        return f"\x1b[{';'.join(str(_CODES[style]) for style in styles)}m{text}\x1b[0m"

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows in aligned columns, indented; the last column runs on."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            *cells, last = row
            padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
            self.say("  " + "  ".join([*padded, last]).rstrip())


def _has_colour(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _write(stream: TextIO, text: str) -> None:
    # Whoever reads us may have gone, as `head` does, or have no room left; that ends no command.
    with suppress(OSError):
        stream.write(f"{text}\n")
        stream.flush()


def plural(count: int, word: str) -> str:
    """“1 error”, “2 errors”."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
