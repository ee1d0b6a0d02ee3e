"""How long a message may be where it is sent, counted as the person types. Pure.

WhatsApp's numbers are those of Meta's Cloud API: a text of 4096 characters, 1024 where it carries buttons or comes
from a template, three reply buttons of 20 characters. The chat's are its adapter's. A subject longer than 78
characters is cut by most mail programs (RFC 5322 recommends no more).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from runtime.channels.chat.adapter import ChatAdapter
from studio.panels.entries.rendering import Rendered

WHATSAPP_TEXT, WHATSAPP_BODY = 4096, 1024
WHATSAPP_BUTTONS, WHATSAPP_BUTTON = 3, 20
SUBJECT = 78
SPOKEN_PER_SECOND = 15
"""Characters: some 150 words a minute."""
LONGEST_SPOKEN = 30
"""Seconds that a person listens to a machine."""


class Limit(NamedTuple):
    """One length, as it is and as it may be."""

    where: str
    length: int
    most: int

    @property
    def is_kept(self) -> bool:
        return self.length <= self.most

    def __str__(self) -> str:
        return f"{self.where} {self.length:,} / {self.most:,}"


def text_limits(said: Rendered) -> tuple[Limit, ...]:
    """For the text, with its blanks filled in."""
    most = WHATSAPP_BODY if said.buttons else WHATSAPP_TEXT
    return (
        Limit("Chat", len(said.text), ChatAdapter.capabilities.text),
        Limit("WhatsApp", len(said.text), most),
    )


def subject_limit(said: Rendered) -> Limit:
    return Limit("Characters", len(said.subject), SUBJECT)


def spoken_seconds(said: Rendered) -> int:
    """How long it takes to say it."""
    return -(-len(said.spoken) // SPOKEN_PER_SECOND)


def button_limit(title: str) -> Limit:
    return Limit("WhatsApp", len(title), WHATSAPP_BUTTON)


def remarks(said: Rendered) -> Iterator[str]:
    """What will be cut or refused somewhere, in sentences."""
    for limit in text_limits(said):
        if not limit.is_kept:
            yield f"{limit.where} takes {limit.most:,} characters; this has {limit.length:,}."
    if said.subject and not subject_limit(said).is_kept:
        yield f"Most mail programs cut a subject after {SUBJECT} characters."
    if len(said.buttons) > WHATSAPP_BUTTONS:
        yield f"WhatsApp shows {WHATSAPP_BUTTONS} buttons; of these {len(said.buttons)}, the rest is left out."
    for title in said.buttons:
        if not button_limit(title).is_kept:
            yield f"WhatsApp cuts the button “{title}” after {WHATSAPP_BUTTON} characters."
    if spoken_seconds(said) > LONGEST_SPOKEN:
        yield f"Spoken, this takes {spoken_seconds(said)} seconds; say less, or write a shorter text for the phone."
