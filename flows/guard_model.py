"""Conditions as data: `all`, `any`, `not`, and clauses `{field, op, value}`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from flows.part import FlowPart, as_format

Op = Literal[
    "eq", "ne", "gt", "gte", "lt", "lte", "in", "not_in", "contains", "starts_with", "ends_with",
    "matches", "exists", "missing", "before", "after", "within",
]  # fmt: skip

ROOTS = ("data", "contact", "conversation", "event", "visits")


def _known_root(path: str) -> str:
    root, _, rest = path.partition(".")
    if path != "now" and (root not in ROOTS or not rest):
        roots = ", ".join(f"{root}.…" for root in ROOTS)
        raise PydanticCustomError(
            "flow",
            "{reason}",
            {"reason": f"“{path}” is not something a condition can read; use {roots} or now."},
        )
    return path


GuardPath = Annotated[str, AfterValidator(_known_root), as_format("flow-path")]


class Clause(FlowPart):
    """One comparison. `value` is a literal, a list, a duration, or `{field: …}` to compare two fields."""

    field: GuardPath
    op: Op
    value: Any = None


class AllOf(FlowPart):
    all: Annotated[tuple[Guard, ...], Field(min_length=1)]


class AnyOf(FlowPart):
    any: Annotated[tuple[Guard, ...], Field(min_length=1)]


class NotOf(FlowPart):
    not_: Annotated[Guard, Field(alias="not")]


def _shape(raw: Any) -> str:
    shapes: dict[type, str] = {AllOf: "all", AnyOf: "any", NotOf: "not"}
    if isinstance(raw, FlowPart):
        return shapes.get(type(raw), "clause")
    keys = raw if isinstance(raw, dict) else {}
    return next((key for key in ("all", "any", "not") if key in keys), "clause")


Guard = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NotOf, Tag("not")]
    | Annotated[Clause, Tag("clause")],
    Discriminator(_shape),
]

# They were written before `Guard`, which they hold.
AllOf.model_rebuild()
AnyOf.model_rebuild()
NotOf.model_rebuild()
