"""`emit_event`: tell the conversation's other bindings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.actions.values import ValueText, template_references
from flows.effects import EmitEvent as Effect
from flows.part import Word

if TYPE_CHECKING:
    from flows.step import Step


class EmitEvent(Action):
    """The others hear it as `event`; this binding doesn't, and no process is begun by it."""

    type: Literal["emit_event"]
    value: Word
    payload: dict[str, ValueText] = {}

    def apply(self, step: Step) -> None:
        step.emit(Effect, self.value, step.value(self.payload))

    def references(self) -> Iterator[tuple[str, str]]:
        yield from template_references(self.payload)
