"""A message as a channel can carry it."""

from __future__ import annotations

from dataclasses import replace

from flows.effects import Content
from runtime.channels.base import Capabilities
from runtime.errors import DeliveryError


def fitted(content: Content, channel: str, limits: Capabilities) -> Content:
    """What the channel can carry: a button too many is left out. Raises DeliveryError when the text is too long."""
    if len(content.text) > limits.text:
        raise DeliveryError("too_long", f"“{channel}” carries {limits.text} characters at most.")
    buttons = tuple(
        (title[: limits.button_title], intent) for title, intent in content.buttons[: limits.buttons]
    )
    return replace(content, buttons=buttons)


def require_text(content: Content) -> None:
    """Raises DeliveryError where there is nothing to say."""
    if not content.text.strip():
        raise DeliveryError("nothing_to_say", "There is no text to send.")
