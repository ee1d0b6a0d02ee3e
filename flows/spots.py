"""Where pydantic means: its locations, followed through the model of a flow to the paths of a document."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import Tag

from flows.actions.action import Action
from flows.actions.registry import actions
from flows.limits import Path, Step
from flows.model import Flow
from flows.part import FlowPart


class Spot(NamedTuple):
    """A place in a flow, and the type that the model wants there."""

    path: Path
    kind: Any
    of_key: bool = False
    """The key at the end of the path is meant, not what it holds."""

    @property
    def name(self) -> str:
        """What to call it: “to_state”, entry 2 of “examples”."""
        if not self.path:
            return "a flow"
        *around, last = self.path
        if isinstance(last, str):
            return f"“{last}”"
        return f"entry {last + 1} of “{around[-1]}”" if around else f"entry {last + 1}"

    @property
    def part(self) -> type[FlowPart] | None:
        """The part of the model here, where it is one."""
        return self.kind if _is_part(self.kind) else None


def spot(loc: tuple[Step, ...]) -> Spot:
    """The place of a pydantic location, which also holds the tags of unions; a document has none of those."""
    kind: Any = Flow
    path: list[Step] = []
    for step in loc:
        if step == "[key]":
            return Spot(tuple(path), str, of_key=True)
        if choices := _choices(kind):
            kind = choices.get(str(step))
        else:
            kind = _bare(_inside(kind, step))
            path.append(step)
    return Spot(tuple(path), kind)


def keys(part: type[FlowPart]) -> tuple[str, ...]:
    """The keys a document may use for a part's fields, in the model's order."""
    return tuple(field.alias or name for name, field in part.model_fields.items())


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, FlowPart)


def _inside(kind: Any, step: Step) -> Any:
    """The type of what `step` leads to."""
    if _is_part(kind):
        annotations = (field.annotation for field in kind.model_fields.values())
        return dict(zip(keys(kind), annotations, strict=True)).get(str(step))
    held = get_args(kind)
    if get_origin(kind) is dict:
        return held[1]
    return held[0] if get_origin(kind) is tuple else None


def _bare(kind: Any) -> Any:
    """A type without `Annotated` and `| None`."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif len(members := _members(kind)) == 1:
            kind = members[0]
        else:
            return kind


def _members(kind: Any) -> list[Any]:
    if get_origin(kind) not in (Union, UnionType):
        return []
    return [member for member in get_args(kind) if member is not NoneType]


def _choices(kind: Any) -> Mapping[str, type[FlowPart]]:
    """The parts that a tagged union tells apart, by tag."""
    if kind is Action:
        return actions()
    return {_tag(member): _bare(member) for member in _members(kind) if _is_part(_bare(member))}


def _tag(member: Any) -> str:
    """By its `Tag`, or by the one word its `type` may be."""
    marks = [mark.tag for mark in get_args(member)[1:] if isinstance(mark, Tag)]
    return marks[0] if marks else str(get_args(_bare(member).model_fields["type"].annotation)[0])
