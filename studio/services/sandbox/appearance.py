"""A message as its channel shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from flows.world.world import Said
from runtime.channels.registry import adapters
from studio.services.sandbox.model import Fate, MessageRow

Shows = Literal["subject", "speech", "template"]
BEYOND_TEXT: Mapping[str, frozenset[Shows]] = {
    "email": frozenset({"subject"}),
    "voice": frozenset({"speech"}),
    "whatsapp": frozenset({"template"}),
}
"""What channels show besides a text and buttons."""
CHANNELS = ("chat", "email", "whatsapp", "voice")
"""Where the pretend contact is reached, whether it is set up here or not."""


def channels() -> tuple[str, ...]:
    """Every channel that the pretend contact can be on."""
    return tuple(dict.fromkeys((*CHANNELS, *adapters())))


def appearing(said: Said, fate: Fate, why: str = "") -> MessageRow:
    """A message with what its channel shows of it."""
    content, shows = said.content, _shows(said.channel)
    return MessageRow(
        said.key, said.sender, said.channel, content.text, content.subject if "subject" in shows else None,
        (content.speech or content.text) if "speech" in shows else None,
        content.template if "template" in shows else None, content.buttons, fate, why, said.at, said.message,
        said.binding_id, content.locale,
    )  # fmt: skip


def _shows(channel: str) -> frozenset[Shows]:
    adapter = adapters().get(channel)
    built: frozenset[Shows] = frozenset({"subject"} if adapter and adapter.capabilities.subject else ())
    return BEYOND_TEXT.get(channel, frozenset()) | built
