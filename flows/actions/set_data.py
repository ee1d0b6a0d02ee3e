"""`set_data`: store values in the process's variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from flows.actions.action import Action
from flows.actions.values import ValueText, template_references
from flows.effects import SetData as Effect
from flows.part import Name

if TYPE_CHECKING:
    from flows.step import Step


class SetData(Action):
    """A template's text is parsed as the field's type; null clears it; what doesn't fit is named in the trace."""

    type: Literal["set_data"]
    values: Annotated[dict[Name, ValueText], Field(min_length=1)]

    def apply(self, step: Step) -> None:
        stored = step.set_data({name: step.value(raw) for name, raw in self.values.items()})
        step.emit(Effect, stored)

    def references(self) -> Iterator[tuple[str, str]]:
        yield from (("data", name) for name in self.values)
        yield from template_references(self.values)
