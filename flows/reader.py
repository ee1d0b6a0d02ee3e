"""YAML text → plain Python values, with the line of everything in it.

Built straight from the parser's events, so that what a flow file may not hold (aliases, foreign tags,
a second document, a key twice) is refused before anything is made of it. Plain scalars follow YAML 1.2's core
schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

import yaml

from flows.errors import FlowTextError
from flows.limits import MAX_BYTES, MAX_DEPTH, TOO_DEEP, UNSTORABLE, Path, Step, holds_unstorable
from flows.scalars import UNREADABLE, UnfitScalar, resolve
from flows.yaml_words import explain_yaml_error

# The pure Python parser gives the same events, slower, where PyYAML was built without libyaml.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Node:
    """One value while it is built: what it is, the line it starts at, and the same of what it holds."""

    __slots__ = ("children", "key", "line", "value")

    def __init__(self, value: Any, line: int) -> None:
        self.value = value
        self.line = line
        self.children: dict[Step, _Node] = {}
        self.key: tuple[str, int] | None = None
        """In a mapping, the key that waits for its value, and its line."""


class Lines(Mapping[Path, int]):
    """Where everything in a document stands: path → line, 1-based. What has a key counts from it."""

    def __init__(self, root: _Node) -> None:
        self._root = root

    def __getitem__(self, path: Path) -> int:
        return self._at(path).line

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
        """The lines of the part at `path`, by paths from there. Raises KeyError."""
        return Lines(self._at(path))

    def rearranged(self, value: Any, moved: Mapping[Path, Path]) -> Lines:
        """The lines of a document made from this one: `moved` says what stood elsewhere, path now → path before."""
        return Lines(self._node(value, (), (), moved))

    def _node(self, value: Any, path: Path, before: Path, moved: Mapping[Path, Path]) -> _Node:
        before = moved.get(path, before)
        node = _Node(value, self.nearest(before))
        inside = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for step, part in inside:
            node.children[step] = self._node(part, (*path, step), (*before, step), moved)
        return node

    def _at(self, path: Path) -> _Node:
        node = self._root
        for step in path:
            node = node.children[step]
        return node


class Document(NamedTuple):
    """`value` holds dicts with string keys, lists, strings, ints, finite floats, booleans and None."""

    value: Any
    lines: Lines


def read(text: str | bytes) -> Document:
    """Read one YAML document; bytes are UTF-8. Raises FlowTextError with the line of what is wrong."""
    decoded = _as_text(text)
    builder = _Builder()
    try:
        for event in yaml.parse(decoded, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise explain_yaml_error(error, decoded) from None
    if builder.root is None or builder.root.value is None:
        raise FlowTextError("The file is empty.")
    return Document(builder.root.value, Lines(builder.root))


def nodes(text: str) -> yaml.Node:
    """The parser's own tree of a text that `read` took, whose marks tell where each character belongs."""
    root = yaml.compose(text, Loader=_LOADER)
    assert root is not None, "`read` takes no empty text"
    return root


def _as_text(text: str | bytes) -> str:
    if len(text) > MAX_BYTES:  # a character takes a byte or more
        _refuse_size()
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            what = f"The file is not UTF-8 text (line {line}); save it as UTF-8."
            raise FlowTextError(what, line=line) from None
    text = text.removeprefix("\ufeff")
    if found := UNREADABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = f"The file holds a character that text can't hold, U+{ord(found[0]):04X}"
        raise FlowTextError(f"{what} (line {line}).", line=line)
    if len(text.encode()) > MAX_BYTES:
        _refuse_size()
    return text


def _refuse_size() -> NoReturn:
    raise FlowTextError(f"The file is larger than a flow may be, which is {MAX_BYTES // 1024} KiB.")


class _Builder:
    """Takes the parser's events one by one. `root` is the document, once it has begun."""

    def __init__(self) -> None:
        self.root: _Node | None = None
        self._open: list[_Node] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._container({}, event)
            case yaml.SequenceStartEvent():
                self._container([], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.AliasEvent():
                _refuse(event, f"“*{event.anchor}” repeats another part of the file; write it out instead")
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    _refuse(event, "The file holds a second document; a “---” line starts one")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        parent = self._open[-1] if self._open else None
        value = _scalar_value(event)
        if parent is not None and parent.key is None and isinstance(parent.value, dict):
            parent.key = (_key(event, value, parent), _line(event))
        else:
            self._place(_Node(value, _line(event)), parent)

    def _container(self, value: dict[str, Any] | list[Any], event: yaml.CollectionStartEvent) -> None:
        _refuse_anchor(event)
        if event.tag not in (None, "!", _CORE + ("map" if isinstance(value, dict) else "seq")):
            _refuse_tag(event)
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.key is None and isinstance(parent.value, dict):
            _refuse(event, "A key is a text; one that starts with “[” or “{” goes in quotes")
        if len(self._open) == MAX_DEPTH:
            _refuse(event, TOO_DEEP)
        node = _Node(value, _line(event))
        self._place(node, parent)
        self._open.append(node)

    def _place(self, node: _Node, parent: _Node | None) -> None:
        if parent is None:
            self.root = node
        elif parent.key is None:
            parent.children[len(parent.value)] = node
            parent.value.append(node.value)
        else:
            key, node.line = parent.key
            parent.children[key] = node
            parent.value[key] = node.value
            parent.key = None


_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    _CORE + "null": (type(None),),
    _CORE + "bool": (bool,),
    _CORE + "int": (int,),
    _CORE + "float": (int, float),
}


def _scalar_value(event: yaml.ScalarEvent) -> Any:
    _refuse_anchor(event)
    if holds_unstorable(event.value):
        _refuse(event, UNSTORABLE)
    plain, tag = event.implicit[0], event.tag
    if (tag is None and not plain) or tag in ("!", _CORE + "str"):
        return event.value
    try:
        value = resolve(event.value)
    except UnfitScalar as error:
        _refuse(event, str(error))
    if tag is not None and type(value) not in _SCALAR_TAGS.get(tag, ()):
        _refuse_tag(event)
    return float(value) if tag == _CORE + "float" and isinstance(value, int) else value


_NO_KEY = "A key is missing before “:”"


def _key(event: yaml.ScalarEvent, key: Any, parent: _Node) -> str:
    if not isinstance(key, str):
        _refuse(event, f"The key “{event.value}” is not a text; put it in quotes" if event.value else _NO_KEY)
    if key in parent.value:
        _refuse(event, f"“{key}” is there twice; the first is on line {parent.children[key].line}")
    return key


def _refuse_anchor(event: yaml.NodeEvent) -> None:
    if event.anchor is not None:
        _refuse(event, f"“&{event.anchor}” marks a part to repeat it; write it out where it is needed")


def _refuse_tag(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> NoReturn:
    tag = str(event.tag).replace(_CORE, "!!")
    _refuse(event, f"“{tag}” is a YAML tag that doesn't fit here; a text that starts with “!” goes in quotes")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refuse(event: yaml.Event, why: str) -> NoReturn:
    line, column = _line(event), event.start_mark.column + 1 if event.start_mark else 1
    raise FlowTextError(f"{why} (line {line}, column {column}).", line=line)
