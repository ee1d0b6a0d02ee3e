"""YAML text → plain Python values, with the line of everything in it.

Built straight from the parser's events, so that what a flow file may not hold (aliases, other people's tags, a second
document, a key twice) is refused before anything is made of it. Plain scalars follow YAML 1.2's core schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from flows.errors import FlowTextError
from flows.scalars import UNREADABLE, NotAScalar, check_text, resolve
from flows.yaml_words import explain_yaml_error

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64

Step = str | int
Path = tuple[Step, ...]
"""Keys and 0-based positions from the top of a document."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = "tag:yaml.org,2002:"


class _Node:
    """One value while it is built: what it is, where it starts, and the same of what it holds."""

    __slots__ = ("children", "key", "line", "value")

    def __init__(self, value: Any, line: int) -> None:
        self.value = value
        self.line = line
        self.children: dict[Step, _Node] = {}
        self.key: str | None = None
        """In a mapping, the key that waits for its value."""


class Lines(Mapping[Path, int]):
    """Where everything in a document stands: path → line, 1-based. A key's line is that of the key itself."""

    def __init__(self, root: _Node) -> None:
        self._root = root

    def __getitem__(self, path: Path) -> int:
        node = self._root
        for step in path:
            node = node.children[step]
        return node.line

    def __iter__(self) -> Iterator[Path]:
        waiting: list[tuple[Path, _Node]] = [((), self._root)]
        while waiting:
            path, node = waiting.pop()
            yield path
            waiting.extend(((*path, step), child) for step, child in reversed(node.children.items()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def nearest(self, path: Path) -> int:
        """The line of `path`, or of the closest thing around it that the document holds."""
        node = self._root
        for step in path:
            if step not in node.children:
                break
            node = node.children[step]
        return node.line

    def below(self, path: Path) -> Lines:
        """The lines of the part at `path`, with paths from there. Raises KeyError."""
        node = self._root
        for step in path:
            node = node.children[step]
        return Lines(node)


class Document(NamedTuple):
    """`value` holds dicts with string keys, lists, strings, ints, finite floats, booleans and None."""

    value: Any
    lines: Lines


def read(text: str | bytes) -> Document:
    """Read one YAML document; bytes are UTF-8. Raises FlowTextError with the line of what is wrong."""
    decoded = _decoded(text)
    builder = _Builder()
    try:
        for event in yaml.parse(decoded, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise explain_yaml_error(error, decoded) from None
    if builder.root is None:
        raise FlowTextError("The file is empty.")
    return Document(builder.root.value, Lines(builder.root))


def _decoded(text: str | bytes) -> str:
    try:
        raw = text.encode() if isinstance(text, str) else text
        decoded = raw[: MAX_BYTES + 4].decode() if isinstance(text, bytes) and len(raw) <= MAX_BYTES else text
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FlowTextError(f"The file is not UTF-8 text (line {line}); save it as UTF-8.", line=line) from None
    except UnicodeEncodeError as error:
        line = error.object.count("\n", 0, error.start) + 1
        raise FlowTextError(f"The file holds half a character (line {line}).", line=line) from None
    if len(raw) > MAX_BYTES or isinstance(decoded, bytes):
        raise FlowTextError(f"The file is larger than a flow may be, which is {MAX_BYTES // 1024} KiB.")
    decoded = decoded.removeprefix("\ufeff")
    if found := UNREADABLE.search(decoded):
        line = decoded.count("\n", 0, found.start()) + 1
        raise FlowTextError(
            f"The file holds an invisible control character, U+{ord(found[0]):04X} (line {line}).", line=line
        )
    return decoded
