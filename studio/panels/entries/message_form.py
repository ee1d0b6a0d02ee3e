"""The form of a message: its words in every language and for every channel, with the preview beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nicegui import ui

from flows.model import Message
from runtime import clock
from studio.panels.entries.answers_form import AnswersForm
from studio.panels.entries.entry import Entry, block, follow_value, languages, put_nested, with_language
from studio.panels.entries.limits import Limit, spoken_seconds, subject_limit, text_limits
from studio.panels.entries.message_preview import MessagePreview
from studio.panels.entries.rendering import rendered
from studio.panels.entries.rows import Rows
from studio.panels.entries.texts import template_input
from studio.panels.entries.whatsapp_form import WhatsAppForm
from studio.panels.inspector.controls import complaining, complaint_line, text_input
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.section import Desk, Section

_WORDS = {
    "text": ("What it says", 3, "For every channel"),
    "subject": ("Subject of the email", 1, "Without one, the flow’s name"),
    "speech": ("Said on the phone", 2, "Without it, the text is read out"),
}


def message_form(desk: Desk, name: str) -> Iterator[Section]:
    """Draw the form of a message; the section to keep up to date."""
    yield _MessageForm(desk, name).section


class _MessageForm:
    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._locale = desk.flow.locale
        self.section = Entry(desk, "messages", name, Message, self._draw).section

    def _draw(self, filling: Filling) -> None:
        self._filling = filling
        if self._locale not in filling.raw.get("locales", {}):
            self._locale = self._desk.flow.locale
        with ui.element("div").classes("message-columns"):
            with ui.element("div").classes("stack message-fields"):
                with ui.element("div").classes("entry-block stack"):
                    self._tongues = ui.element("div")
                    self._words = ui.element("div").classes("stack")
                with block("Attachments", "A data field of type file, or an address"):
                    self._attachments()
                with block("When it may be sent"):
                    self._urgency()
                filling.show_at("", complaint_line())
            self._preview = MessagePreview(self._desk.flow)
        self._draw_words()
        filling.follow(("locales",), self._languages_met)
        # Samples and formats come from the flow's data and zone, too.
        self._desk.follow(self._words, self._typed)

    # Words, by language

    @property
    def _is_own(self) -> bool:
        return self._locale == self._desk.flow.locale

    @property
    def _here(self) -> Mapping[str, Any]:
        """The words of the language that is shown."""
        whole = self._filling.raw
        here: Mapping[str, Any] = whole if self._is_own else whole.get("locales", {}).get(self._locale, {})
        return here

    def _draw_words(self) -> None:
        self._draw_languages()
        self._words.clear()
        self._counters: dict[str, ui.label] = {}
        read_only, where = self._desk.read_only, "" if self._is_own else "locales"
        with self._words:
            for key in _WORDS:
                self._text(key)
            if where:
                self._filling.show_at(where, complaint_line())
            self._answers = AnswersForm(
                self._desk, lambda: self._here.get("buttons") or [],
                lambda rows: self._put("buttons", rows or None), read_only=read_only,
            )  # fmt: skip
            whatsapp = WhatsAppForm(
                self._desk, lambda: self._here.get("whatsapp") or {},
                lambda words: self._put("whatsapp", words), read_only=read_only,
            )  # fmt: skip
        for key, form in (("buttons", self._answers), ("whatsapp", whatsapp)):
            self._filling.follow((where or key,), form.meet)
            if not where:
                self._filling.show_at(key, form.complain)
        self._typed()

    def _text(self, key: str) -> None:
        label, lines, hint = _WORDS[key]
        inherited = "" if self._is_own else str(self._filling.raw.get(key, ""))
        control = template_input(
            self._desk, label, str(self._here.get(key) or ""), self._write(key), lines=lines,
            hint=f"Until translated: {inherited}" if inherited else hint,
        )  # fmt: skip
        control.mark(f"message-{key}")
        self._counters[key] = ui.label().classes("counter muted")
        follow_value(
            self._filling, key if self._is_own else "locales", control, lambda: self._here.get(key) or ""
        )
        if self._is_own:
            self._filling.show_at(key, complaining(control))

    def _draw_languages(self) -> None:
        self._tongues.clear()
        self._written = [*self._filling.raw.get("locales", {})]
        with self._tongues:
            languages(self._desk, self._filling.raw, self._locale, self._speak, self._translate)

    def _languages_met(self) -> None:
        """Somebody else wrote in a language, added one, or took one out."""
        written = [*self._filling.raw.get("locales", {})]
        if self._is_own or self._locale in written:
            if written != self._written:
                self._draw_languages()
            self._typed()
        else:
            self._speak(self._desk.flow.locale)

    def _speak(self, locale: str) -> None:
        self._locale = locale
        self._draw_words()

    def _translate(self, locale: str, written: bool) -> None:
        locales = with_language(self._filling.raw, locale, {} if written else None)
        self._filling.put(("locales",), {"locales": locales} if locales else {})
        self._speak(locale if written else self._desk.flow.locale)

    def _write(self, key: str) -> Callable[[str], None]:
        def typed(text: str) -> None:
            self._put(key, text or ("" if key == "text" else None))

        return typed

    def _put(self, key: str, value: Any) -> None:
        """Store a key of the language that is shown; None takes it out."""
        if self._is_own:
            self._filling.put((key,), {} if value is None else {key: value})
        else:
            locales = put_nested(self._filling.raw, self._locale, key, value)
            self._filling.put(("locales",), {"locales": locales})
        self._typed()

    # For all languages

    def _attachments(self) -> None:
        filling, read_only = self._filling, self._desk.read_only

        def draw(text: str, put: Callable[[str], None]) -> None:
            template_input(self._desk, "Attachment", text, put)

        def changed(texts: list[str]) -> None:
            filling.put(("attachments",), {"attachments": texts} if texts else {})
            self._typed()

        rows = Rows(
            filling.raw.get("attachments", []), draw, changed, keeps=_filled, noun="attachment",
            add="Add an attachment", blank=str, read_only=read_only,
        )  # fmt: skip
        filling.follow(("attachments",), lambda: rows.meet(filling.raw.get("attachments", [])))
        filling.show_at("attachments", complaint_line())

    def _urgency(self) -> None:
        filling, read_only = self._filling, self._desk.read_only

        def is_urgent() -> bool:
            return filling.raw.get("class") == "urgent"

        def switched(on: bool) -> None:
            why.set_visibility(on)
            if on == is_urgent():
                return
            reason = {"reason": why.value} if on and why.value else {}
            filling.put(("class", "reason"), {"class": "urgent", **reason} if on else {})

        def explained(text: str) -> None:
            if switch.value:
                filling.put(("reason",), {"reason": text} if text else {})

        switch = ui.switch(
            "Urgent: also at night, and however much was sent",
            value=is_urgent(),
            on_change=lambda e: switched(e.value),
        )
        switch.props("dense").classes("inspect-switch").set_enabled(not read_only)
        why = text_input("Why", str(filling.raw.get("reason", "")), explained, disabled=read_only)
        why.set_visibility(is_urgent())
        follow_value(filling, "reason", why, lambda: filling.raw.get("reason", ""))
        follow_value(filling, "class", switch, is_urgent)

    # What it comes to

    def _typed(self) -> None:
        """Show what the customer gets, and count."""
        said = rendered(self._desk.flow, self._filling.raw, self._locale, clock.now().date())
        self._preview.show(said)
        self._answers.count()
        _count(self._counters["text"], *text_limits(said))
        if said.subject:
            _count(self._counters["subject"], subject_limit(said))
        else:
            self._counters["subject"].text = ""
        self._counters["speech"].text = f"About {spoken_seconds(said)} s" if said.speech else ""


def _count(label: ui.label, *limits: Limit) -> None:
    label.text = " · ".join(map(str, limits))
    kept = all(limit.is_kept for limit in limits)
    label.classes(replace="counter muted" if kept else "counter tone-error")


def _filled(text: str) -> str | None:
    return text.strip() or None
