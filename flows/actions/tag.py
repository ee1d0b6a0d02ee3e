"""`tag`: put labels on the contact, or take them off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from flows.actions.action import Action
from flows.effects import Tag as Effect
from flows.part import Word

if TYPE_CHECKING:
    from flows.step import Step


class Tag(Action):
    """Later conditions see the change at once."""

    type: Literal["tag"]
    add: tuple[Word, ...] = ()
    remove: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Tag:
        if not self.add and not self.remove:
            raise ValueError("say which tags to `add` or `remove`")
        return self

    def apply(self, step: Step) -> None:
        kept = [tag for tag in step.tags if tag not in self.remove]
        step.tags = (*kept, *(tag for tag in self.add if tag not in kept))
        step.emit(Effect, self.add, self.remove)
