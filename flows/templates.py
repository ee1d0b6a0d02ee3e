"""Texts with blanks: `Hi there, {{ data.amount | money }} is due{% if data.late %} now{% endif %}`.

Jinja2 parses; its tree is checked against a short list (names, attributes, if/else, the filters of
`flows.formats`) and turned into small functions of our own. Nothing of a text is ever executed by Jinja2, and
with neither loops nor arithmetic a text renders in one pass over itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, NoReturn

from jinja2 import Environment, TemplateSyntaxError, nodes

from flows.errors import InvalidTemplate
from flows.formats import FILTERS, Formats, readable

__all__ = ["MAX_BYTES", "Formats", "Lookup", "Template", "compile_template"]

MAX_BYTES = 16 * 1024
"""Of a text as written, and of what it renders to, in UTF-8."""
_MAX_DEPTH = 32

Lookup = Callable[[str], object]
"""Dotted name → its value, or None when there is none."""
_Write = Callable[[Lookup, Formats, list[str]], None]
_Read = Callable[[Lookup, Formats], object]

_PARSER = Environment(autoescape=True, keep_trailing_newline=True)
_CONSTRUCTS: dict[type[nodes.Node], str] = {
    nodes.For: "a loop",
    nodes.Macro: "a macro",
    nodes.Call: "a call",
    nodes.CallBlock: "a call",
    nodes.FilterBlock: "a filter block",
    nodes.Include: "an include",
    nodes.Import: "an import",
    nodes.FromImport: "an import",
    nodes.Extends: "an extends",
    nodes.Block: "a block",
    nodes.With: "a with block",
    nodes.Assign: "an assignment",
    nodes.AssignBlock: "an assignment",
    nodes.BinExpr: "a calculation or and/or",
    nodes.Concat: "a concatenation",
    nodes.UnaryExpr: "not, or a sign",
    nodes.Compare: "a comparison",
    nodes.CondExpr: "an if inside {{ }}",
    nodes.Test: "an “is” test",
    nodes.Getitem: "an index in [ ]",
    nodes.Literal: "a constant outside a filter's argument",
}


class Template(NamedTuple):
    """A text, checked and ready to render; made by `compile_template`."""

    text: str
    names: frozenset[str]
    """The dotted names it uses, such as `data.amount`."""
    writers: tuple[_Write, ...]

    def render(self, lookup: Lookup, formats: Formats) -> str:
        """The text with its blanks filled in; what `lookup` has nothing for is empty.

        Raises InvalidTemplate when it comes out longer than MAX_BYTES.
        """
        if not self.writers:
            return self.text
        parts: list[str] = []
        for write in self.writers:
            write(lookup, formats, parts)
        text = "".join(parts)
        if len(text) * 4 > MAX_BYTES and len(text.encode(errors="replace")) > MAX_BYTES:
            raise InvalidTemplate(f"“{self.text[:40]}…” comes out longer than {MAX_BYTES // 1024} KiB.")
        return text


@lru_cache(maxsize=8192)
def compile_template(text: str) -> Template:
    """Check a text and make it ready. Raises InvalidTemplate, naming what may not be written and its line."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise InvalidTemplate(f"A text is at most {MAX_BYTES // 1024} KiB long.")
    if not any(opening in text for opening in ("{{", "{%", "{#")):
        return Template(text, frozenset(), ())
    compiler = _Compiler()
    try:
        tree = _PARSER.parse(text)
        writers = compiler.body(tree.body, depth=0)
    except TemplateSyntaxError as error:
        raise InvalidTemplate(f"Line {error.lineno}: {error.message}") from None
    except RecursionError:
        raise InvalidTemplate("This text is nested too deep.") from None
    return Template(text, frozenset(compiler.names), writers)


class _Compiler:
    """Turns the nodes that may be written into functions, and refuses the others."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def body(self, statements: Iterable[nodes.Node], depth: int) -> tuple[_Write, ...]:
        writers: list[_Write] = []
        for node in statements:
            if depth > _MAX_DEPTH:
                _refuse(node, "nesting this deep")
            if isinstance(node, nodes.Output):
                writers.extend(self._output(part) for part in node.nodes)
            elif isinstance(node, nodes.If):
                writers.append(self._choice(node, depth))
            else:
                _refuse(node)
        return tuple(writers)

    def _output(self, node: nodes.Expr) -> _Write:
        if isinstance(node, nodes.TemplateData):
            return _literal(node.data)
        return _blank(self._value(node))

    def _choice(self, node: nodes.If, depth: int) -> _Write:
        branches = [
            (self._value(branch.test), self.body(branch.body, depth + 1)) for branch in (node, *node.elif_)
        ]
        return _first_true(tuple(branches), self.body(node.else_, depth + 1))

    def _value(self, node: nodes.Node, depth: int = 0) -> _Read:
        if isinstance(node, nodes.Filter) and node.node is not None:
            if depth > _MAX_DEPTH:
                _refuse(node, "a row of filters this long")
            return _filtered(
                self._value(node.node, depth + 1), node.name, _argument(node), _currency_name(node)
            )
        name = _dotted(node)
        self.names.add(name)
        return _looked_up(name)


def _dotted(node: nodes.Node) -> str:
    attributes: list[str] = []
    inner = node
    while isinstance(inner, nodes.Getattr):
        attributes.append(inner.attr)
        inner = inner.node
    if not isinstance(inner, nodes.Name):
        _refuse(inner)
    return ".".join([inner.name, *reversed(attributes)])


def _argument(node: nodes.Filter) -> object:
    """A filter's one constant argument, if it has one, checked against what the filter takes."""
    known = FILTERS.get(node.name)
    if known is None:
        _refuse(node, f"the filter “{node.name}”")
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > 1:
        _refuse(node, f"more than one argument of “{node.name}”")
    argument = node.args[0] if node.args else None
    if argument is not None and not isinstance(argument, nodes.Const):
        _refuse(argument, f"an argument of “{node.name}” that is no constant")
    value = argument.value if argument is not None else None
    if not known.takes(value):
        raise InvalidTemplate(f"Line {node.lineno}: the filter “{node.name}” takes {known.argument}.")
    return value


def _currency_name(node: nodes.Filter) -> str:
    """The name under all the filters, whose currency `money` uses."""
    inner: nodes.Expr | None = node
    while isinstance(inner, nodes.Filter):
        inner = inner.node
    return _dotted(inner) if inner is not None else ""


def _refuse(node: nodes.Node, construct: str = "") -> NoReturn:
    kinds = type(node).__mro__
    named = construct or next((_CONSTRUCTS[kind] for kind in kinds if kind in _CONSTRUCTS), kinds[0].__name__)
    raise InvalidTemplate(
        f"Line {node.lineno}: {named} can't be written here; a text may hold names, if/else and the filters "
        f"{', '.join(FILTERS)}."
    )


def _literal(text: str) -> _Write:
    return lambda lookup, formats, parts: parts.append(text)


def _blank(read: _Read) -> _Write:
    return lambda lookup, formats, parts: parts.append(readable(read(lookup, formats), formats))


def _first_true(
    branches: tuple[tuple[_Read, tuple[_Write, ...]], ...], otherwise: tuple[_Write, ...]
) -> _Write:
    def write(lookup: Lookup, formats: Formats, parts: list[str]) -> None:
        chosen = next((body for test, body in branches if test(lookup, formats)), otherwise)
        for step in chosen:
            step(lookup, formats, parts)

    return write


def _looked_up(name: str) -> _Read:
    return lambda lookup, formats: lookup(name)


def _filtered(read: _Read, name: str, argument: object, subject: str) -> _Read:
    apply = FILTERS[name].apply
    return lambda lookup, formats: apply(read(lookup, formats), argument, formats, subject)
