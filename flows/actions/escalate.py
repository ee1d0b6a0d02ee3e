"""`escalate`: hand the conversation to an operator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.effects import Escalate as Effect
from flows.part import TemplateText, Word

if TYPE_CHECKING:
    from flows.step import Step


class Escalate(Action):
    """Gives `operator_assigned` and, at the end, `operator_released`; in between automatic sends are held."""

    type: Literal["escalate"]
    queue: Word | None = None
    priority: Literal["low", "normal", "high", "urgent"] = "normal"
    note: TemplateText = ""

    def apply(self, step: Step) -> None:
        step.emit(Effect, self.queue, self.priority, step.render(self.note))

    def references(self) -> Iterator[tuple[str, str]]:
        if self.note:
            yield "template", self.note
