"""How long a message may be where it is sent, counted as the person types. Pure.

WhatsApp: Meta's Cloud API reference, https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/
under “text messages” (body 4096), “interactive reply buttons messages” (body 1024, three buttons, titles of 20) and
“interactive list messages” (body 4096, ten rows, titles of 24); template bodies hold 1024, too (“supported features
and limits”). A list's rows may also have descriptions of 72, which no flow writes.
Email: RFC 5322, section 2.1.1, recommends lines of 78 characters; a longer subject is folded, and cut in lists of mail.
The chat's are its adapter's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from runtime.channels.chat.adapter import ChatAdapter
from studio.panels.entries.rendering import Rendered

WHATSAPP_TEXT = 4096
WHATSAPP_BUTTONS_TEXT = 1024
WHATSAPP_BUTTONS, WHATSAPP_BUTTON = 3, 20
WHATSAPP_ROWS, WHATSAPP_ROW = 10, 24
"""More answers than there are buttons become the rows of a list."""
SUBJECT = 78
SPOKEN_PER_SECOND = 15
"""Characters: some 150 words a minute, the pace of audio books."""
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
    few = 0 < len(said.buttons) <= WHATSAPP_BUTTONS
    return (
        Limit("Chat", len(said.text), ChatAdapter.capabilities.text),
        Limit("WhatsApp", len(said.text), WHATSAPP_BUTTONS_TEXT if few else WHATSAPP_TEXT),
    )


def subject_limit(said: Rendered) -> Limit:
    return Limit("Characters", len(said.subject), SUBJECT)


def spoken_seconds(said: Rendered) -> int:
    """How long it takes to say it."""
    return -(-len(said.spoken) // SPOKEN_PER_SECOND)


def button_limit(title: str, count: int) -> Limit:
    """For one of `count` answers to choose from."""
    return Limit("WhatsApp", len(title), WHATSAPP_BUTTON if count <= WHATSAPP_BUTTONS else WHATSAPP_ROW)


def buttons_words(count: int) -> str:
    """How WhatsApp shows so many answers."""
    if count <= WHATSAPP_BUTTONS:
        return f"{count} of {WHATSAPP_BUTTONS} buttons" if count else ""
    return f"More than {WHATSAPP_BUTTONS}: WhatsApp shows a list, {count} of {WHATSAPP_ROWS} rows"


def remarks(said: Rendered) -> Iterator[str]:
    """What will be cut or refused somewhere, in sentences."""
    for limit in text_limits(said):
        if not limit.is_kept:
            yield f"{limit.where} takes {limit.most:,} characters; this has {limit.length:,}."
    if said.subject and not subject_limit(said).is_kept:
        yield f"Many mail programs cut a subject after {SUBJECT} characters."
    yield from _of_buttons(said.buttons)
    seconds = spoken_seconds(said)
    if seconds > LONGEST_SPOKEN:
        yield f"Spoken, this takes {seconds} seconds; say less, or write a shorter text for the phone."


def _of_buttons(titles: tuple[str, ...]) -> Iterator[str]:
    for where, most in (("The chat", ChatAdapter.capabilities.buttons), ("WhatsApp", WHATSAPP_ROWS)):
        if len(titles) > most:
            yield f"{where} shows {most} answers; of these {len(titles)}, the rest is left out."
    for title in titles:
        limit = button_limit(title, len(titles))
        if not limit.is_kept:
            yield f"WhatsApp cuts the answer “{title}” after {limit.most} characters."
        if len(title) > ChatAdapter.capabilities.button_title:
            yield f"The chat cuts the answer “{title}” after {ChatAdapter.capabilities.button_title} characters."
