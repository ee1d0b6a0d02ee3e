"""`send_message`: say something to the customer now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from flows.actions.action import Action
from flows.actions.says import Says
from flows.content import send

if TYPE_CHECKING:
    from flows.step import Step


class SendMessage(Says, Action):
    """Gives `outreach_sent` or `delivery_failed`."""

    type: Literal["send_message"]

    def apply(self, step: Step) -> None:
        send(step, self.message, text=self.text, goal=self.generate, channel=self.channel)
