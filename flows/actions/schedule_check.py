"""`schedule_check`: set a timer that a timeout transition hears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from flows.actions.action import Action
from flows.effects import ArmCheck
from flows.part import Timer, Word

if TYPE_CHECKING:
    from flows.step import Step


class ScheduleCheck(Timer, Action):
    """`value` names the check; one without a name is heard by every timeout that doesn't arm itself."""

    type: Literal["schedule_check"]
    value: Word | None = None
    keep: bool = False

    @model_validator(mode="after")
    def _has_time(self) -> ScheduleCheck:
        if not self.is_set:
            raise ValueError("say when: `after`, `delay_minutes`, or `relative_to` with `offset`")
        return self

    def apply(self, step: Step) -> None:
        due = step.due_of(self)
        if due is None:
            step.note(f"A check was not set: there is no {self.relative_to} to count from.")
            return
        step.emit(ArmCheck, due, name=self.value, keep=self.keep)

    def references(self) -> Iterator[tuple[str, str]]:
        yield from self.time_references()
