"""What is said: a message of the flow rendered for every channel, in the contact's locale."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from flows.effects import Content, Followup, Send
from flows.errors import InvalidTemplate
from flows.model import Button, Message, MessageText

if TYPE_CHECKING:
    from flows.step import Step

Words = TypeVar("Words")


def send(
    step: Step,
    message: str | None,
    *,
    text: str | None = None,
    goal: str | None = None,
    channel: tuple[str, ...] = ("same",),
    due: datetime | None = None,
    keep: bool = False,
) -> None:
    """Emit a send, or a follow-up when `due` is given. What can't be said is noted in the trace."""
    try:
        content = _content(step, message, text, goal)
    except InvalidTemplate as error:
        step.note(f"A message was not sent: {error}")
        return
    if content is None:
        step.note(f"There is no message “{message}” to send.")
        return
    step.emit(Followup if due is not None else Send, message, content, channel, due=due, keep=keep)


def _content(step: Step, message: str | None, text: str | None, goal: str | None) -> Content | None:
    if message is None:
        return Content(text=step.render(text) if text else "", goal=goal, locale=step.locale())
    declared = step.compiled.flow.messages.get(message)
    return None if declared is None else _rendered(step, declared, goal)


def _rendered(step: Step, message: Message, goal: str | None) -> Content:
    words, locale = _words(message, step.locale(), step.compiled.flow.locale)
    template = _given(words.whatsapp, message.whatsapp)
    return Content(
        text=step.render(_given(words.text, message.text) or ""),
        subject=_maybe(step, _given(words.subject, message.subject)),
        speech=_maybe(step, _given(words.speech, message.speech)),
        template=template.template if template is not None else None,
        parameters=tuple(step.render(p) for p in template.parameters) if template is not None else (),
        buttons=tuple((b.title, b.intent) for b in _buttons(words, message)),
        attachments=tuple(str(step.value(a)) for a in message.attachments),
        urgent=message.class_ == "urgent",
        locale=locale,
        goal=goal,
    )


def _words(message: Message, wanted: str, own: str) -> tuple[MessageText, str]:
    """The words of the locale wanted, or of its language; else the message's own, in the flow's locale."""
    for locale in (wanted, wanted.partition("-")[0]):
        if locale in message.locales:
            return message.locales[locale], locale
    return MessageText(), own


def _buttons(words: MessageText, message: Message) -> tuple[Button, ...]:
    return message.buttons if words.buttons is None else words.buttons


def _given(words: Words | None, own: Words | None) -> Words | None:
    return own if words is None else words


def _maybe(step: Step, text: str | None) -> str | None:
    return None if text is None else step.render(text)
