"""`ask_again`: repeat the question of the state the process is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.content import send

if TYPE_CHECKING:
    from flows.step import Step


class AskAgain(Action):
    """In a state that asks nothing it does nothing, and the trace says so."""

    type: Literal["ask_again"]

    def apply(self, step: Step) -> None:
        ask = step.compiled.at(step.state).ask
        if ask is None:
            step.note(f"There is no question to repeat in “{step.state}”.")
            return
        send(step, ask.message)
