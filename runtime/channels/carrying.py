"""A message as the channel of a name would carry it, without sending it."""

from __future__ import annotations

from flows.effects import Content
from flows.sending import Refusal
from runtime.channels.fitting import fitted, require_text
from runtime.channels.registry import adapters
from runtime.errors import DeliveryError


def carried(content: Content, channel: str) -> Content | Refusal:
    """What would arrive, or why nothing would. A channel that nobody built yet cuts nothing."""
    adapter = adapters().get(channel)
    try:
        require_text(content)
        return content if adapter is None else fitted(content, channel, adapter.capabilities)
    except DeliveryError as error:
        return Refusal(error.code, error.detail)
