"""`start_process`: open another process for the same contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.actions.values import ValueText, template_references
from flows.effects import StartProcess as Effect
from flows.part import Name, Word

if TYPE_CHECKING:
    from flows.step import Step


class StartProcess(Action):
    """At its end this binding gets `event: ended:<process_type>` with `{state, data}`."""

    type: Literal["start_process"]
    process_type: Word
    data: dict[Name, ValueText] = {}

    def apply(self, step: Step) -> None:
        step.emit(Effect, self.process_type, step.value(self.data))

    def references(self) -> Iterator[tuple[str, str]]:
        yield "process", self.process_type
        yield from template_references(self.data)
