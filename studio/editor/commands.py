"""Commands: the only way a flow is changed here. Each is data, names what it changes by id, and has an inverse.

A command is made from one flow and may be applied to a later one: what it puts before a part that is gone goes last,
what it removes may be gone already. Applying is all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, NamedTuple, assert_never

from pydantic import BaseModel, ConfigDict, Field

from flows.model import Flow
from studio.editor.parts import (
    LISTS,
    Kind,
    Parts,
    as_json,
    parts_of,
    read_part,
    read_setting,
    setting,
    setting_as_json,
    with_parts,
    with_setting,
)
from studio.errors import EditRefused


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Put(_Command):
    """A part as canonical JSON: in the place of the one with this id, else new before `before`, else last.

    A value of null removes it.
    """

    do: Literal["put"] = "put"
    kind: Kind
    id: str
    value: Any = None
    before: str | None = None


class Move(_Command):
    """A part to before another one, or last."""

    do: Literal["move"] = "move"
    kind: Kind
    id: str
    before: str | None = None


class Set(_Command):
    """A key of the flow itself, or of its layout as `layout.pinned`; null is its default."""

    do: Literal["set"] = "set"
    key: str
    value: Any = None


Single = Annotated[Put | Move | Set, Field(discriminator="do")]


class Many(_Command):
    """Several, in this order, as one."""

    do: Literal["many"] = "many"
    commands: tuple[Single, ...] = ()


Command = Put | Move | Set | Many


class Target(NamedTuple):
    """What a command changes: a part, or with kind `flow` a key. The id `*` is all of a kind."""

    kind: Kind | Literal["flow"]
    id: str


def apply(flow: Flow, command: Command) -> tuple[Flow, Many]:
    """The flow after `command`, and what takes it back: applied to the result it gives `flow` again.

    Only what is put is validated; everything else stays the same object. Raises EditRefused, in words.
    """
    desk = _Desk(flow)
    inverses = [one for one in map(desk.apply, singles(command)) if one is not None]
    return desk.cleared() if inverses else flow, Many(commands=tuple(reversed(inverses)))


def singles(command: Command) -> tuple[Put | Move | Set, ...]:
    """The commands that a command consists of."""
    return command.commands if isinstance(command, Many) else (command,)


def targets(command: Command) -> frozenset[Target]:
    """Everything that a command changes."""
    return frozenset(target for single in singles(command) for target in _targets(single))


def _targets(single: Put | Move | Set) -> Iterator[Target]:
    match single:
        case Put() | Move():
            yield Target(single.kind, single.id)
        case Set():
            yield Target("flow", single.key)
            if single.key in LISTS:
                yield Target(LISTS[single.key], "*")
        case _:
            assert_never(single)


def meet(some: Iterable[Target], others: Iterable[Target]) -> bool:
    """Whether two lists of targets have anything in common."""
    here, there = frozenset(some), frozenset(others)
    if here & there:
        return True
    whole = {one.kind for one in here if one.id == "*"}, {one.kind for one in there if one.id == "*"}
    return any(one.kind in whole[1] for one in here) or any(one.kind in whole[0] for one in there)


def stands(flow: Flow, command: Command) -> bool:
    """Whether everything that `command` put is in the flow as it was put: nobody changed it since."""
    last: dict[Target, Put | Move | Set] = {}
    for single in singles(command):
        for target in _targets(single):
            if not (isinstance(single, Move) and target in last):
                last[target] = single
    desk = _Desk(flow)
    try:
        return all(desk.holds(single) for single in last.values())
    except EditRefused:
        return False


class _Desk:
    """A flow taken apart as far as needed, so that a thousand commands cost one reassembly."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._open: dict[Kind, Parts] = {}

    def apply(self, single: Put | Move | Set) -> Put | Move | Set | None:
        """Do it; the inverse, or None if nothing changed."""
        match single:
            case Put():
                return self._put(single)
            case Move():
                return self._move(single)
            case Set():
                return self._change(single)
            case _:
                assert_never(single)

    def holds(self, single: Put | Move | Set) -> bool:
        """Whether the flow is as this command leaves it; for a move: whether the part is still there."""
        match single:
            case Put():
                part = self._parts(single.kind).get(single.id)
                if part is None or single.value is None:
                    return part is None and single.value is None
                return bool(read_part(single.kind, single.id, single.value) == part)
            case Move():
                return single.id in self._parts(single.kind)
            case Set():
                return bool(
                    read_setting(self._flow, single.key, single.value) == setting(self._flow, single.key)
                )
            case _:
                assert_never(single)

    def cleared(self) -> Flow:
        """The flow, put together again. Raises EditRefused when it would be none."""
        self._put_together()
        if not self._flow.states:
            raise EditRefused("A flow has at least one state; add another one before you delete this one.")
        self._flow.__dict__.pop("compiled", None)  # it was compiled from the flow before
        return self._flow

    def _parts(self, kind: Kind) -> Parts:
        if kind not in self._open:
            self._open[kind] = parts_of(self._flow, kind)
        return self._open[kind]

    def _put(self, put: Put) -> Put | None:
        parts = self._parts(put.kind)
        old = parts.get(put.id)
        before = None if old is None else as_json(put.kind, old)
        if put.value is None:
            if old is None:
                return None
            after = _next(parts, put.id)
            del parts[put.id]
            return Put(kind=put.kind, id=put.id, value=before, before=after)
        part = read_part(put.kind, put.id, put.value)
        if part == old:
            return None
        parts[put.id] = part
        if old is None:
            self._place(put.kind, put.id, put.before)
        return Put(kind=put.kind, id=put.id, value=before)

    def _move(self, move: Move) -> Move | None:
        parts = self._parts(move.kind)
        if move.id not in parts or move.before == move.id:
            return None
        after = _next(parts, move.id)
        if after == move.before:
            return None
        self._place(move.kind, move.id, move.before)
        return Move(kind=move.kind, id=move.id, before=after)

    def _change(self, change: Set) -> Set | None:
        self._put_together()  # a list that is set whole meets the parts that were put before
        new = read_setting(self._flow, change.key, change.value)
        if new == setting(self._flow, change.key):
            return None
        before = setting_as_json(self._flow, change.key)
        self._flow = self._flow.model_copy(update=with_setting(self._flow, change.key, new))
        return Set(key=change.key, value=before)

    def _put_together(self) -> None:
        for kind, parts in self._open.items():
            self._flow = self._flow.model_copy(update=with_parts(self._flow, kind, parts))
        self._open.clear()

    def _place(self, kind: Kind, identifier: str, before: str | None) -> None:
        """Put a part that is there before another one, or last if that isn't there."""
        parts = self._parts(kind)
        part = parts.pop(identifier)
        behind = [] if before not in parts else list(parts)[list(parts).index(before) :]
        parts[identifier] = part
        for name in behind:
            parts[name] = parts.pop(name)


def _next(parts: Parts, identifier: str) -> str | None:
    """The id behind this one."""
    ids = iter(parts)
    for one in ids:
        if one == identifier:
            return next(ids, None)
    return None
