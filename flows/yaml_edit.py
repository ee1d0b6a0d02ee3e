"""Single values of a YAML text replaced; every other character of it stays as its author wrote it.

`reader` says what a document holds, `writer` writes one anew. This is for files that people keep by hand, with
comments, their own order and their own layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import yaml

from flows.errors import FlowTextError
from flows.limits import Path, path_text
from flows.reader import nodes, read
from flows.scalars import number_text, on_one_line, within_brackets

_BOM = "\ufeff"
_BY_HAND = "This file is laid out in a way that can't be changed safely; change it by hand."

_Node = yaml.ScalarNode | yaml.CollectionNode


class _Place(NamedTuple):
    """Where a value stands: characters `start` to `end` of the text."""

    node: _Node
    start: int
    end: int
    bracketed: bool
    """It is inside `[…]` or `{…}`."""

    @property
    def line(self) -> int:
        return self.node.start_mark.line + 1


def with_values(text: str, values: Mapping[Path, Any]) -> str:
    """`text` with these values at these paths; none lies inside another.

    Raises FlowTextError where that can't be done by replacing the values alone: over a comment, say, or where the
    text doesn't hold them.
    """
    if not values:
        return text
    wanted = deepcopy(read(text).value)
    body = text.removeprefix(_BOM)
    root = nodes(body)
    places = {path: _find(root, path, body) for path in values}
    for path, place in sorted(places.items(), key=lambda one: one[1].start, reverse=True):
        _refuse_comments(place, path, body)
        written = _written(values[path], place, body[: place.start])
        body = written + body[place.end :]
        _put(wanted, path, values[path])
    _check(body, wanted)
    return _BOM + body if text.startswith(_BOM) else body


def _check(body: str, wanted: Any) -> None:
    """The parser has the last word: what was written reads as what was meant, and as nothing else."""
    try:
        as_meant = read(body).value == wanted
    except FlowTextError:
        as_meant = False
    if not as_meant:
        raise FlowTextError(_BY_HAND)


def _find(root: yaml.Node, path: Path, body: str) -> _Place:
    node: Any = root
    bracketed = False
    for step in path:
        bracketed = bracketed or bool(node.flow_style)
        if isinstance(node, yaml.SequenceNode):
            node = node.value[step]
        else:
            found = [value for key, value in node.value if key.value == step]
            if not found:  # it was read from elsewhere: another form of the file, a merged mapping
                raise FlowTextError(_BY_HAND)
            node = found[0]
    return _Place(node, node.start_mark.index, _end(node, body), bracketed)


def _end(node: _Node, body: str) -> int:
    """Where its last character is; a block's own mark lies at the next thing after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        return _end(list(_leaves(node))[-1], body)
    start: int = node.start_mark.index
    return start + len(body[start : node.end_mark.index].rstrip())


def _leaves(node: _Node) -> Iterator[_Node]:
    """The scalars and bracketed parts of a node, in the order of the text."""
    if isinstance(node, yaml.ScalarNode) or not node.value:
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _leaves(item)
    else:
        for key, value in node.value:
            yield key
            yield from _leaves(value)


def _refuse_comments(place: _Place, path: Path, body: str) -> None:
    at = place.start
    for leaf in _leaves(place.node):
        if "#" in body[at : leaf.start_mark.index]:
            raise _commented(place, path)
        at = _end(leaf, body)
    if "#" in body[at : place.end]:
        raise _commented(place, path)


def _commented(place: _Place, path: Path) -> FlowTextError:
    where = path_text(path)
    what = f"A comment stands inside “{where}” (line {place.line}); change it by hand."
    return FlowTextError(what, line=place.line, path=where)


def _put(document: Any, path: Path, value: Any) -> None:
    *around, last = path
    for step in around:
        document = document[step]
    document[last] = value


def _written(value: Any, place: _Place, before: str) -> str:
    """The text `before` the place, with the value after it, in the style of what it replaces."""
    node = place.node
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        if isinstance(node, yaml.SequenceNode) and isinstance(value, list | tuple) and value:
            below = "\n" + " " * node.start_mark.column
            return before + below.join(f"- {_inline(item, bracketed=False)}" for item in value)
        if before.rstrip().endswith(":"):  # what was a block goes on the line of its key
            before = before.rstrip()
    gap = " " if before[-1:] in (":", ",", "?") else ""
    return before + gap + _inline(value, bracketed=place.bracketed)


def _inline(value: Any, *, bracketed: bool) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return within_brackets(value) if bracketed else on_one_line(value)
        case Mapping():
            return f"{{{', '.join(_pair(key, part) for key, part in value.items())}}}"
        case Sequence():
            return f"[{', '.join(_inline(item, bracketed=True) for item in value)}]"
        case _:
            return number_text(value)


def _pair(key: str, value: Any) -> str:
    return f"{within_brackets(key)}: {_inline(value, bracketed=True)}"
