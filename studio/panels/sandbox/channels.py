"""The channels of the pretend contact, with an icon and a word each."""

from __future__ import annotations

from collections.abc import Mapping

from flows.words import readable
from studio.services.sandbox.appearance import channels

_KNOWN: Mapping[str, tuple[str, str]] = {
    "chat": ("Chat", "forum"), "email": ("Email", "mail_outline"), "whatsapp": ("WhatsApp", "smartphone"),
    "voice": ("Phone", "call"),
}  # fmt: skip


def channel_words(channel: str) -> str:
    """“WhatsApp”; a plug-in's channel by its name."""
    return _KNOWN[channel][0] if channel in _KNOWN else readable(channel).capitalize()


def channel_rows() -> list[dict[str, str]]:
    """Every channel: its id, words and icon."""
    return [
        {"id": one, "words": channel_words(one), "icon": _KNOWN.get(one, ("", "forum"))[1]}
        for one in channels()
    ]
