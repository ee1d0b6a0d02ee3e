"""`enqueue_followup`: plan a send; it is void when the state is left, unless `keep`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.actions.says import Says
from flows.content import send
from flows.part import Timer

if TYPE_CHECKING:
    from flows.step import Step


class EnqueueFollowup(Timer, Says, Action):
    """Rendered when it is planned. Gives a send's results once sent; without a time, it goes now."""

    type: Literal["enqueue_followup"]
    keep: bool = False

    def apply(self, step: Step) -> None:
        due = step.due_of(self) if self.is_set else step.change.at
        if due is None:
            step.note(f"A follow-up was not planned: there is no {self.relative_to} to count from.")
            return
        send(
            step,
            self.message,
            text=self.text,
            goal=self.generate,
            channel=self.channel,
            due=due,
            keep=self.keep,
        )

    def references(self) -> Iterator[tuple[str, str]]:
        yield from super().references()
        yield from self.time_references()
