"""What a person can do to a flow, one op a gesture: what the canvas and the panels send, checked before anything else.

Ids name what is there; values are written as LANGUAGE has them, JSON instead of YAML. A key with `null` is taken out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from studio.errors import EditRefused

MAX_BYTES = 1024 * 1024
"""Of one op as JSON; a flow's file is never longer."""

Id = Annotated[str, Field(min_length=1, max_length=255)]
Text = Annotated[str, Field(max_length=1000)]
Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
At = tuple[Coordinate, Coordinate]
"""The top left corner of a card, in the canvas's pixels, y downwards."""
Values = dict[str, Any]
Section = Literal["intents", "messages", "data"]


class _Op(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AddState(_Op):
    """A new state; with `from_state`, connected from there. Without an id, one is made from the title.

    `initial`: the flow begins in it; `terminal`: conversations end there.
    """

    op: Literal["add_state"] = "add_state"
    id: Id | None = None
    title: Text = ""
    at: At | None = None
    from_state: Id | None = None
    trigger: Values | None = None
    initial: bool = False
    terminal: bool = False


class RenameState(_Op):
    """Another title. An id that was only numbered so far is made from it; `Gesture.renamed` tells."""

    op: Literal["rename_state"] = "rename_state"
    state: Id
    title: Text


class ChangeStateId(_Op):
    op: Literal["change_state_id"] = "change_state_id"
    state: Id
    id: Id


class SetState(_Op):
    """`values`: title, description, enter, ask."""

    op: Literal["set_state"] = "set_state"
    state: Id
    values: Values


class SetInitial(_Op):
    op: Literal["set_initial"] = "set_initial"
    state: Id


class SetTerminal(_Op):
    op: Literal["set_terminal"] = "set_terminal"
    state: Id
    terminal: bool


class Connect(_Op):
    """A new transition; without a target, it stays."""

    op: Literal["connect"] = "connect"
    source: Id
    target: Id | None = None
    trigger: Values | None = None
    id: Id | None = None


class AddAnywhere(_Op):
    """A new transition from every state."""

    op: Literal["add_anywhere"] = "add_anywhere"
    target: Id | None = None
    trigger: Values | None = None


class Reconnect(_Op):
    """One end put elsewhere: `source` is the old state and the new one; a `target` of null makes it stay."""

    op: Literal["reconnect"] = "reconnect"
    transition: Id
    source: tuple[Id, Id] | None = None
    target: Id | None = None


class SetTransition(_Op):
    """`values`: trigger, when, min_confidence, actions, to_state, from_states."""

    op: Literal["set_transition"] = "set_transition"
    transition: Id
    values: Values


class ChangeTransitionId(_Op):
    op: Literal["change_transition_id"] = "change_transition_id"
    transition: Id
    id: Id


class MoveTransition(_Op):
    """Try it before that one, or last of all."""

    op: Literal["move_transition"] = "move_transition"
    transition: Id
    before: Id | None = None


class Delete(_Op):
    """States go with what leads to and from them."""

    op: Literal["delete"] = "delete"
    states: tuple[Id, ...] = ()
    transitions: tuple[Id, ...] = ()


class MoveStates(_Op):
    op: Literal["move_states"] = "move_states"
    positions: dict[Id, At]


class LayOut(_Op):
    op: Literal["lay_out"] = "lay_out"


class Paste(_Op):
    """`fragment` is what `pasting.fragment` gave; ids that are taken get a number. `at` is its top left corner."""

    op: Literal["paste"] = "paste"
    fragment: Values
    at: At | None = None


class Duplicate(_Op):
    op: Literal["duplicate"] = "duplicate"
    states: tuple[Id, ...]


class PutEntry(_Op):
    """An intent, a message or a data field, new or instead of the old one; null removes it."""

    op: Literal["put_entry"] = "put_entry"
    section: Section
    name: Id
    value: Values | None = None


class RenameEntry(_Op):
    op: Literal["rename_entry"] = "rename_entry"
    section: Section
    name: Id
    to: Id


class AddExamples(_Op):
    """Sentences that mean these intents, behind the examples they have; those that are there already stay once."""

    op: Literal["add_examples"] = "add_examples"
    examples: Annotated[dict[Id, tuple[Text, ...]], Field(min_length=1)]


class PutScenario(_Op):
    """A scenario in the place of the one of this name; without a name, behind all others. Null removes it."""

    op: Literal["put_scenario"] = "put_scenario"
    scenario: Text | None = None
    value: Values | None = None


class SetFlow(_Op):
    """`values`: any key of the flow itself, such as title, timezone, starts, unmatched, accept, scenarios."""

    op: Literal["set_flow"] = "set_flow"
    values: Values


class ReplaceText(_Op):
    """The whole flow as YAML."""

    op: Literal["replace_text"] = "replace_text"
    yaml: Annotated[str, Field(max_length=MAX_BYTES)]


class Mend(_Op):
    """A finding's `Fix`, as it stands there."""

    op: Literal["mend"] = "mend"
    action: Literal["set", "remove"]
    path: Annotated[tuple[str | int, ...], Field(min_length=1, max_length=64)]
    value: Any = None


Op = Annotated[
    AddState | RenameState | ChangeStateId | SetState | SetInitial | SetTerminal | Connect | AddAnywhere | Reconnect
    | SetTransition | ChangeTransitionId | MoveTransition | Delete | MoveStates | LayOut | Paste | Duplicate
    | PutEntry | RenameEntry | AddExamples | PutScenario | SetFlow | ReplaceText | Mend,
    Field(discriminator="op"),
]  # fmt: skip

_OP: TypeAdapter[Op] = TypeAdapter(Op)


def read_op(raw: Mapping[str, Any] | BaseModel) -> Op:
    """The op of a JSON value, as it comes from the browser. Raises EditRefused for anything else."""
    if isinstance(raw, BaseModel):
        # What was left out stays left out: `reconnect` tells an absent target from a null one.
        raw = {"op": getattr(raw, "op", None), **raw.model_dump(mode="json", exclude_unset=True)}
    try:
        size = len(json.dumps(raw, allow_nan=False, ensure_ascii=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise EditRefused("This can't be read as an edit; nothing was changed.") from error
    if size > MAX_BYTES:
        raise EditRefused("This is more than a flow can hold (1 MB); nothing was changed.")
    try:
        return _OP.validate_python(raw)
    except ValidationError as error:
        raise EditRefused(f"This edit can't be made: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    details = error.errors(include_url=False, include_input=False)[0]
    if details["type"].startswith("union_tag"):
        return "there is no such gesture."
    where = ".".join(str(step) for step in details["loc"])
    return f"{where}: {details['msg']}." if where else f"{details['msg']}."
