"""Sample messages out of a file or a pasted text: CSV with `text` and `intent`, or one message a line. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from flows.words import readable
from studio.errors import SamplesUnreadable

MOST_BYTES = 20 * 1024 * 1024
MOST_MESSAGES = 50_000
MOST_LETTERS = 4_000
"""Of one message: no detector looks at more."""
TEXT_NAMES = ("text", "message", "utterance", "sentence", "phrase")
INTENT_NAMES = ("intent", "label", "expected", "category")
DELIMITERS = (",", ";", "\t")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_FOREIGN = (
    (b"PK\x03\x04", "a spreadsheet or zip file"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
)
_END = "\x03"
"""Comes behind the last row: no text holds it."""
_NEVER_CLOSED = (
    "The quotation mark in line {line} is never closed: close it, or write it twice where it is meant."
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Sample(NamedTuple):
    """A message, and what it should be understood as."""

    text: str
    intent: str | None = None
    """An intent's id, or `unmatched`: it should not be understood. None: nothing is expected."""


class Samples(NamedTuple):
    """What was read, and what there is to say about it in sentences."""

    messages: tuple[Sample, ...]
    notes: tuple[str, ...] = ()


def decoded(content: bytes) -> tuple[str, str]:
    """A file's text, and the encoding it was read in: UTF-8, UTF-16 or Windows-1252.

    Raises SamplesUnreadable for what is no text, or more than 20 MB.
    """
    if len(content) > MOST_BYTES:
        raise SamplesUnreadable("That file is longer than 20 MB; try a part of it.")
    for start, what in _FOREIGN:
        if content.startswith(start):
            raise SamplesUnreadable(f"That is {what}, not a text: save it as CSV, and try again.")
    for codec, name in _guesses(content):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text, name
    raise SamplesUnreadable("That file can't be read as text: save it as “CSV UTF-8”, and try again.")


def _guesses(content: bytes) -> Iterator[tuple[str, str]]:
    """The encoding that the file's first bytes name; else those to try. UTF-16 has a zero in every other byte."""
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            yield codec, name
            return
    if (start := content[:4096]) and start.count(0) > len(start) // 5:
        yield ("utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"), "UTF-16"
    yield "utf-8", "UTF-8"
    yield "cp1252", "Windows-1252"


def read_samples(content: str | bytes, intents: Collection[str]) -> Samples:
    """The messages of a file or text; `intents` are the flow's, to recognize them by id or in plain words.

    Raises SamplesUnreadable where there is none, no text, or no column with the messages.
    """
    notes: list[str] = []
    if isinstance(content, bytes):
        content, encoding = decoded(content)
        if encoding == "Windows-1252":
            notes.append("Read as Windows-1252, since it isn't UTF-8: look at accented letters.")
    text = content.removeprefix("\ufeff")
    if not text.strip():
        raise SamplesUnreadable("There is nothing to read yet: choose a file, or paste messages.")
    known = {_plain(name): name for name in (*intents, "unmatched")}
    # `strip` would take the tab of a last, empty column with it.
    rows = list(_rows(text.strip("\r\n"), known))
    messages = tuple(_samples(rows, known))
    if not messages:
        raise SamplesUnreadable("There is no message in this: every line is empty.")
    if len(messages) > MOST_MESSAGES:
        notes.append(f"Only the first {MOST_MESSAGES:,} messages were read; there are more.")
        messages = messages[:MOST_MESSAGES]
    return Samples(messages, tuple(notes))


def _samples(rows: Iterable[Sequence[str]], known: dict[str, str]) -> Iterator[Sample]:
    for row in rows:
        text, intent = " ".join(row[0].split())[:MOST_LETTERS], row[1].strip() if len(row) > 1 else ""
        if text:
            yield Sample(text, known.get(_plain(intent), intent) if intent else None)


def _rows(text: str, known: dict[str, str]) -> Iterator[Sequence[str]]:
    """(message, intent) rows: as the header says, without one if a second column holds intents, else lines."""
    first = text.splitlines()[0]
    for delimiter in DELIMITERS:
        header = [_plain(cell) for cell in next(_cells(first, delimiter))]
        if places := _places(header):
            at, wanted = places
            for row in _skipped(_closed(text, delimiter)):
                cells = [*row, "", ""] if wanted is None else row
                yield _cell(cells, at), _cell(cells, wanted)
            return
        if len(header) > 1 and any(name in INTENT_NAMES for name in header):
            named = ", ".join(f"“{cell}”" for cell in header)
            raise SamplesUnreadable(
                f"No column is named “text”: there are {named}. Name the one with the messages so."
            )
    for delimiter in DELIMITERS:
        if (pairs := _pairs(text, delimiter, known)) is not None:
            yield from pairs
            return
    yield from ((line,) for line in text.splitlines())


def _places(header: Sequence[str]) -> tuple[int, int | None] | None:
    """The columns of message and intent."""
    text = next((header.index(name) for name in TEXT_NAMES if name in header), None)
    if text is None:
        return None
    return text, next((header.index(name) for name in INTENT_NAMES if name in header), None)


def _pairs(text: str, delimiter: str, known: dict[str, str]) -> list[list[str]] | None:
    """Rows of two cells, the second nearly always an intent of the flow; else a comma is just a comma."""
    sample = [row for row in _cells("\n".join(text.splitlines()[:200]), delimiter) if any(row)]
    if any(len(row) != 2 for row in sample) or not sample:
        return None
    named = sum(_plain(row[1]) in known for row in sample)
    return list(_closed(text, delimiter)) if named * 2 > len(sample) else None


def _closed(text: str, delimiter: str) -> Iterator[list[str]]:
    """All rows. A quotation mark that nothing closes would make one message of all that follows."""
    begins = 1
    for row in _cells(f"{text}\n{_END}", delimiter):
        if row[-1:] == [_END]:
            return
        if row and row[-1].endswith(_END):
            raise SamplesUnreadable(_NEVER_CLOSED.format(line=begins))
        begins += 1 + sum(cell.count("\n") for cell in row)
        yield row


def _cells(text: str, delimiter: str) -> Iterator[list[str]]:
    begins = 1
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            begins += 1 + sum(cell.count("\n") for cell in row)
            yield row
    except csv.Error as error:  # a cell beyond all measure
        raise SamplesUnreadable(_NEVER_CLOSED.format(line=begins)) from error


def _skipped(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    next(rows)
    yield from rows


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _plain(name: str) -> str:
    """`Promise to pay` and `promise_to_pay` are one intent."""
    return readable(name.strip()).casefold()
