"""How a message looks where it arrives: in the chat, as an email, in WhatsApp, on the phone. Texts are inert."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nicegui import ui

from flows.model import Flow
from studio.panels.entries.limits import (
    WHATSAPP_BUTTONS,
    WHATSAPP_ROW,
    WHATSAPP_ROWS,
    remarks,
    spoken_seconds,
)
from studio.panels.entries.rendering import Rendered

_CHANNELS = {"chat": "Chat", "email": "Email", "whatsapp": "WhatsApp", "voice": "Phone"}


class MessagePreview:
    """The preview, put together here; `show` brings it up to date."""

    def __init__(self, flow: Flow) -> None:
        self._sender = flow.name
        self._said = Rendered()
        with ui.element("aside").classes("preview").props("aria-label=Preview"):
            self._channel = ui.toggle(_CHANNELS, value="chat", on_change=self._draw)
            self._channel.props("no-caps unelevated dense spread").classes("segments full")
            self._body = ui.element("div").classes("preview-body").mark("preview")
            ui.label("Blanks are filled in with samples.").classes("muted small")

    def show(self, said: Rendered) -> None:
        """Draw this message."""
        if said != self._said:
            self._said = said
            self._draw()

    def _draw(self) -> None:
        self._body.clear()
        with self._body:
            if self._said.problem:
                _remark("error", self._said.problem)
            else:
                _DRAWS[self._channel.value](self._said, self._sender)
                for words in remarks(self._said):
                    _remark("warning", words)


def _remark(severity: str, words: str) -> None:
    with ui.element("div").classes(f"remark remark-{severity}"):
        ui.icon("error" if severity == "error" else "warning")
        ui.label(words)


def _text(text: str) -> None:
    if text.strip():
        ui.label(text).classes("said")
    else:
        ui.label("Nothing is said yet.").classes("said muted")


def _attached(said: Rendered) -> None:
    for file in said.attachments:
        with ui.element("div").classes("attached"):
            ui.icon("attach_file")
            ui.label(file or "(nothing)").classes("link-words")


def _chat(said: Rendered, _sender: str) -> None:
    with ui.element("div").classes("screen screen-chat"):
        with ui.element("div").classes("bubble"):
            _text(said.text)
            _attached(said)
        with ui.element("div").classes("replies"):
            for title in said.buttons:
                ui.label(title).classes("reply")


def _email(said: Rendered, sender: str) -> None:
    with ui.element("div").classes("screen screen-email"):
        with ui.element("div").classes("email-head"):
            ui.label(said.subject or sender).classes("strong")
            ui.label(f"From {sender} to ana@example.com").classes("muted small")
        _text(said.text)
        for title in said.buttons:
            ui.label(title).classes("reply")
        _attached(said)


def _whatsapp(said: Rendered, _sender: str) -> None:
    with ui.element("div").classes("screen screen-whatsapp"):
        with ui.element("div").classes("bubble"):
            _text(said.text)
            _attached(said)
        if len(said.buttons) <= WHATSAPP_BUTTONS:
            for title in said.buttons:
                ui.label(title).classes("reply")
        else:
            with ui.element("div").classes("rows"):
                for title in said.buttons[:WHATSAPP_ROWS]:
                    ui.label(title[:WHATSAPP_ROW])
    if said.template:
        with ui.element("div").classes("stack small"):
            ui.label(f"A day after the customer last wrote: template {said.template}").classes("muted")
            for i, value in enumerate(said.parameters, 1):
                with ui.element("div").classes("inspect-row"):
                    ui.label(f"{{{{{i}}}}}").classes("code")
                    ui.label(value or "(nothing)")
    else:
        ui.label("Without a template, it can’t be sent a day after the customer last wrote.").classes(
            "muted small"
        )


def _voice(said: Rendered, _sender: str) -> None:
    with ui.element("div").classes("screen screen-voice"):
        ui.icon("graphic_eq", size="28px").classes("tone-state")
        _text(said.spoken)
    ui.label(f"About {spoken_seconds(said)} seconds to say").classes("muted small")


_DRAWS: Mapping[str, Callable[[Rendered, str], None]] = {
    "chat": _chat, "email": _email, "whatsapp": _whatsapp, "voice": _voice,
}  # fmt: skip
