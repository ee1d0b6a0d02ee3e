"""`resolve`: say how the process ended, on a transition into a terminal state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.effects import Resolve as Effect
from flows.part import Word

if TYPE_CHECKING:
    from flows.step import Step


class Resolve(Action):
    """Without an `outcome` it is the state's id, as it is without this action."""

    type: Literal["resolve"]
    outcome: Word | None = None

    def apply(self, step: Step) -> None:
        step.emit(Effect, self.outcome or step.state)
