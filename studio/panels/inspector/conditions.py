"""A condition as it is built: what can be compared how, and the tree that a person edits. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never, get_args

from pydantic import ValidationError

from flows.durations import parse_duration
from flows.errors import FlowError, InvalidDuration
from flows.findings.trials import Trials
from flows.guard_model import AllOf, AnyOf, Clause, Guard, NotOf, Op
from flows.model import DataField, Flow
from flows.values import parse_value
from flows.words import readable
from studio.panels.inspector.literals import field_text, literal_text, read_literal
from studio.panels.inspector.times import length_text, read_length
from studio.panels.inspector.wording import complaints

OPS: tuple[Op, ...] = get_args(Op)
_TEXT: tuple[Op, ...] = ("eq", "ne", "in", "not_in", "contains", "starts_with", "ends_with", "matches")
_NUMBER: tuple[Op, ...] = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "not_in")
_DATE: tuple[Op, ...] = ("within", "before", "after", "eq", "ne", "gte", "lte")
_KNOWN: tuple[Op, ...] = ("exists", "missing")
_OPS: Mapping[str | None, tuple[Op, ...]] = {
    "text": (*_TEXT, *_KNOWN),
    "integer": (*_NUMBER, *_KNOWN),
    "number": (*_NUMBER, *_KNOWN),
    "boolean": ("eq", "ne", *_KNOWN),
    "date": (*_DATE, *_KNOWN),
    "datetime": (*_DATE, *_KNOWN),
    "list": ("contains", *_KNOWN),
}

ValueKind = Literal["none", "yes_no", "choice", "list", "length", "moment", "text"]
"""How the right-hand side is filled in."""

GroupKind = Literal["all", "any", "not"]

_CHANNELS = ("chat", "email", "whatsapp", "voice")


@dataclass(eq=False, slots=True)
class Comparison:
    """A clause on its way: it may still lack something."""

    field: str = ""
    op: Op = "eq"
    value: Any = None
    complaint: str = ""


@dataclass(eq=False, slots=True)
class Group:
    """`all` or `any` of its parts, or `not` of them; a `not` of several is a `not` of `all`."""

    kind: GroupKind
    parts: list[Comparison | Group] = field(default_factory=list)
    bare: bool = False
    """It stands for its only part: a condition that was one clause stays one."""


def opened(guard: Guard | None) -> Group:
    """The tree to edit; its root is always a group. What is built from nothing stays one part as long as it is one."""
    if guard is None:
        return Group("all", bare=True)
    node = _node(guard)
    return node if isinstance(node, Group) and node.kind != "not" else Group("all", [node], bare=True)


def _node(guard: Guard) -> Comparison | Group:
    match guard:
        case AllOf():
            return Group("all", [_node(part) for part in guard.all])
        case AnyOf():
            return Group("any", [_node(part) for part in guard.any])
        case NotOf():
            return Group("not", [_node(guard.not_)])
        case Clause():
            return Comparison(guard.field, guard.op, _plain(guard.value))
        case _:
            assert_never(guard)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def closed(node: Comparison | Group) -> dict[str, Any] | None:
    """The condition as a flow stores it, None when nothing is left of it."""
    if isinstance(node, Comparison):
        clause = {"field": node.field, "op": node.op}
        return clause if node.op in _KNOWN else {**clause, "value": node.value}
    parts = [part for part in map(closed, node.parts) if part is not None]
    if not parts:
        return None
    if node.kind == "not":
        return {"not": parts[0] if len(parts) == 1 else {"all": parts}}
    return parts[0] if node.bare and len(parts) == 1 else {node.kind: parts}


def take_over(shown: Group, stored: Group) -> list[Comparison]:
    """Make the tree that is shown the stored one; parts that say the same, or aren't complete yet, stay as they are.

    Gives the comparisons that stayed and say something else now.
    """
    free, changed, parts = list(shown.parts), list[Comparison](), list[Comparison | Group]()
    for part, mine in zip(stored.parts, _matched(free, stored.parts), strict=True):
        parts.append(part if mine is None else mine)
        if isinstance(mine, Group) and isinstance(part, Group):
            changed += take_over(mine, part)
        elif isinstance(mine, Comparison) and isinstance(part, Comparison) and closed(mine) != closed(part):
            mine.op, mine.value, mine.complaint = part.op, part.value, ""
            changed.append(mine)
    shown.kind, shown.bare = stored.kind, stored.bare
    shown.parts = parts + [one for one in free if any(_is_begun(clause) for clause in comparisons(one))]
    return changed


def _matched(
    free: list[Comparison | Group], wanted: Sequence[Comparison | Group]
) -> list[Comparison | Group | None]:
    """For each part one of `free` that says the same, else one like it; those are taken out."""
    found: list[Comparison | Group | None] = [None] * len(wanted)
    for alike in (_says_the_same, _is_like):
        for i, part in enumerate(wanted):
            mine = next((one for one in free if found[i] is None and alike(one, part)), None)
            if mine is not None:
                found[i] = mine
                free.remove(mine)
    return found


def _says_the_same(one: Comparison | Group, other: Comparison | Group) -> bool:
    return type(one) is type(other) and closed(one) == closed(other)


def _is_like(one: Comparison | Group, other: Comparison | Group) -> bool:
    if isinstance(one, Comparison) and isinstance(other, Comparison):
        return one.field == other.field
    return isinstance(one, Group) and isinstance(other, Group)


def _is_begun(clause: Comparison) -> bool:
    """Whether something is still missing, or wrong."""
    if not clause.field or clause.complaint:
        return True
    value = clause.value.get("field") if isinstance(clause.value, Mapping) else clause.value
    return clause.op not in _KNOWN and value in (None, "", [])


def comparisons(node: Comparison | Group) -> Iterator[Comparison]:
    """Every clause of the tree."""
    if isinstance(node, Comparison):
        yield node
    else:
        for part in node.parts:
            yield from comparisons(part)


class Comparing:
    """What a flow's fields are, and so how they can be compared."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._trials = Trials(flow)

    def ops(self, path: str, current: Op | None = None) -> tuple[Op, ...]:
        """The comparisons that make sense for a field; the one in use is always among them."""
        known = _OPS.get(self._trials.kind(path), OPS)
        return known if current is None or current in known else (*known, current)

    def declared(self, path: str) -> DataField | None:
        """The data field a path reads."""
        root, _, name = path.partition(".")
        return self.flow.data.get(name) if root == "data" else None

    def choices(self, path: str) -> tuple[Any, ...]:
        """The only values a field can have, if it has few."""
        if path == "conversation.channel":
            return _CHANNELS
        declared = self.declared(path)
        return declared.choices if declared is not None else ()

    def value_kind(self, path: str, op: Op) -> ValueKind:
        """How to fill in what the field is compared with."""
        if op in _KNOWN:
            return "none"
        if op in ("in", "not_in"):
            return "list"
        if op == "within":
            return "length"
        kind = self._trials.kind(path)
        if op in ("eq", "ne") and kind == "boolean":
            return "yes_no"
        if op in ("eq", "ne") and self.choices(path):
            return "choice"
        return "moment" if op in ("before", "after") or kind in ("date", "datetime") else "text"

    def text(self, clause: Comparison) -> str:
        """The value as the form shows it."""
        if isinstance(clause.value, str) and self.value_kind(clause.field, clause.op) in ("length", "moment"):
            return _length_or(clause.value)
        return field_text(clause.value, self.declared(clause.field))

    def listed(self, clause: Comparison) -> list[str]:
        """The values of a list as the form shows them."""
        values = clause.value if isinstance(clause.value, list) else []
        return [field_text(value, self.declared(clause.field)) for value in values]

    def read(self, path: str, op: Op, text: str) -> Any:
        """The value a person typed. Raises FlowError with what would fit."""
        if not text.strip():
            raise FlowError("Say what to compare it with.")
        match self.value_kind(path, op):
            case "length":
                return str(read_length(text))
            case "moment":
                return self._moment(path, op, text)
            case _:
                return self._literal(path, op, text)

    def _moment(self, path: str, op: Op, text: str) -> Any:
        """A date, or with before and after a length of time from now."""
        try:
            return str(read_length(text)) if op in ("before", "after") else self._literal(path, op, text)
        except InvalidDuration:
            return self._literal(path, op, text)

    def _literal(self, path: str, op: Op, text: str) -> Any:
        declared = self.declared(path)
        if declared is not None and (
            op in ("eq", "ne", "in", "not_in") or declared.type not in ("string", "text")
        ):
            unlimited = declared.model_copy(update={"min": None, "max": None})
            return parse_value(unlimited, text, readable(path.partition(".")[2]))
        if self._trials.kind(path) in ("text", "list"):
            return text.strip()
        return read_literal(text)

    def lacks(self, clause: Comparison) -> str:
        """What a clause still needs before it can be stored; nothing when it is complete."""
        if not clause.field:
            return "Choose what to look at."
        if isinstance(clause.value, Mapping) and not clause.value.get("field"):
            return "Choose the field to compare it with."
        if clause.op not in _KNOWN and clause.value in (None, "", []):
            return "Say what to compare it with."
        return ""

    def problem(self, clause: Comparison) -> str:
        """Why a complete clause can't be stored, in a sentence; nothing when it can."""
        if clause.complaint:
            return clause.complaint
        try:
            made = Clause(field=clause.field, op=clause.op, value=clause.value)
        except ValidationError as error:
            return next(iter(complaints(error).values()))
        return self._trials.refusal(made) or (
            "These two can't be compared." if self._trials.clashes(made) else ""
        )


def _length_or(text: str) -> str:
    try:
        return length_text(parse_duration(text))
    except InvalidDuration:
        return literal_text(text)
