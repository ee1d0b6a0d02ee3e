"""`set_contact`: change what is known of the person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from flows.actions.action import Action
from flows.actions.values import ValueText, template_references
from flows.effects import SetContact as Effect
from flows.part import Name

if TYPE_CHECKING:
    from flows.step import Step


class SetContact(Action):
    """`opted_out: true` silences every flow: what this decision said before it still goes, nothing after."""

    type: Literal["set_contact"]
    values: Annotated[dict[Name, ValueText], Field(min_length=1)]

    def apply(self, step: Step) -> None:
        values = step.set_contact({name: step.value(raw) for name, raw in self.values.items()})
        step.emit(Effect, values)

    def references(self) -> Iterator[tuple[str, str]]:
        yield from template_references(self.values)
