"""The channels of the pretend contact, with an icon and a word each."""

from __future__ import annotations

from collections.abc import Mapping

from studio.services.sandbox.appearance import channels
from studio.words import channel_words

_ICONS: Mapping[str, str] = {
    "chat": "forum", "email": "mail_outline", "whatsapp": "smartphone", "voice": "call",
}  # fmt: skip


def channel_rows() -> list[dict[str, str]]:
    """Every channel: its id, words and icon."""
    return [{"id": one, "words": channel_words(one), "icon": _ICONS.get(one, "forum")} for one in channels()]
