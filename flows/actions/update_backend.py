"""`update_backend`: ask the company's system to do something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.actions.values import ValueText, template_references
from flows.effects import CallBackend
from flows.part import Word

if TYPE_CHECKING:
    from flows.step import Step


class UpdateBackend(Action):
    """Gives `backend_updated` or `backend_failed`; without a backend, `backend_failed`."""

    type: Literal["update_backend"]
    operation: Word
    arguments: dict[str, ValueText] = {}

    def apply(self, step: Step) -> None:
        step.emit(CallBackend, self.operation, step.value(self.arguments))

    def references(self) -> Iterator[tuple[str, str]]:
        yield from template_references(self.arguments)
