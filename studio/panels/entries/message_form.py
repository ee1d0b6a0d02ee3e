"""The form of a message: its words in every language and for every channel, with the preview beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nicegui import ui

from flows.model import Flow, Message
from runtime import clock
from studio.panels.entries.entry import Entry, block, languages, put_nested, with_language
from studio.panels.entries.limits import Limit, button_limit, spoken_seconds, subject_limit, text_limits
from studio.panels.entries.message_preview import MessagePreview
from studio.panels.entries.rendering import rendered
from studio.panels.entries.rows import Rows
from studio.panels.entries.texts import template_input
from studio.panels.inspector import suggestions
from studio.panels.inspector.controls import complaining, complaint_line, pick, text_input
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
        self.section = Entry(desk, "messages", name, Message, self._draw, offers=_offers).section

    def _draw(self, filling: Filling) -> None:
        self._filling = filling
        if self._locale not in filling.raw.get("locales", {}):
            self._locale = self._desk.flow.locale
        with ui.element("div").classes("message-columns"):
            with ui.element("div").classes("stack message-fields"):
                self._words = ui.element("div").classes("entry-block stack")
                self._draw_words()
                with block("Attachments", "A data field of type file, or an address"):
                    self._texts("attachments", "Attachment", "Add an attachment")
                with block("When it may be sent"):
                    self._urgency()
                filling.show_at("", complaint_line())
            self._preview = MessagePreview(self._desk.flow)
        self._typed()

    # Words, by language

    @property
    def _is_own(self) -> bool:
        return self._locale == self._desk.flow.locale

    def _draw_words(self) -> None:
        self._words.clear()
        self._counters: dict[str, ui.label] = {}
        with self._words:
            languages(self._desk, self._filling.raw, self._locale, self._speak, self._translate)
            whole = self._filling.raw
            here = whole if self._is_own else whole.get("locales", {}).get(self._locale, {})
            for key, (label, lines, hint) in _WORDS.items():
                inherited = "" if self._is_own else str(whole.get(key, ""))
                control = template_input(
                    label, str(here.get(key) or ""), self._write(key), self._desk.flow, lines=lines,
                    hint=f"Until translated: {inherited}" if inherited else hint, disabled=self._desk.read_only,
                )  # fmt: skip
                control.mark(f"message-{key}")
                self._counters[key] = ui.label().classes("counter muted")
                if self._is_own:
                    self._filling.show_at(key, complaining(control))
            if not self._is_own:
                self._filling.show_at("locales", complaint_line())
            self._buttons(here)
            self._whatsapp(here)

    def _speak(self, locale: str) -> None:
        self._locale = locale
        self._draw_words()
        self._typed()

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

    def _buttons(self, here: Mapping[str, Any]) -> None:
        options = suggestions.intents(self._desk.flow)
        read_only = self._desk.read_only

        def draw(_i: int, button: dict[str, str], put: Callable[[dict[str, str]], None]) -> None:
            now = dict(button)

            def change(key: str, value: str | None) -> None:
                now[key] = value or ""
                count.text = str(button_limit(now.get("title", "")))
                put(dict(now))

            with ui.element("div").classes("grow stack"):
                text_input(
                    "Button", button.get("title", ""), lambda text: change("title", text), disabled=read_only
                )
                count = ui.label(str(button_limit(button.get("title", "")))).classes("counter muted")
            pick(
                "Means", options, button.get("intent") or None, lambda intent: change("intent", intent),
                disabled=read_only,
            )  # fmt: skip

        def changed(rows: list[dict[str, str]]) -> None:
            self._put("buttons", [row for row in rows if row.get("title") and row.get("intent")] or None)

        Rows(here.get("buttons") or [], draw, changed, add="Add a button", blank={}, read_only=read_only)
        if self._is_own:
            self._filling.show_at("buttons", complaint_line())

    def _whatsapp(self, here: Mapping[str, Any]) -> None:
        read_only = self._desk.read_only
        now = {"template": "", "parameters": [], **(here.get("whatsapp") or {})}

        def change(key: str, value: Any) -> None:
            now[key] = value
            kept = {name: part for name, part in now.items() if part}
            self._put("whatsapp", kept if now["template"] else None)

        text_input(
            "WhatsApp template", now["template"], lambda text: change("template", text.strip()),
            hint="Approved by Meta: it is sent when the customer last wrote over a day ago", disabled=read_only,
        )  # fmt: skip

        def draw(i: int, text: str, put: Callable[[str], None]) -> None:
            template_input(f"Stands for {{{{{i + 1}}}}}", text, put, self._desk.flow, disabled=read_only)

        Rows(
            now["parameters"], draw, lambda texts: change("parameters", texts), add="Add a parameter", blank="",
            read_only=read_only,
        )  # fmt: skip
        if self._is_own:
            self._filling.show_at("whatsapp", complaint_line())

    # For all languages

    def _texts(self, key: str, label: str, add: str) -> None:
        read_only = self._desk.read_only

        def draw(_i: int, text: str, put: Callable[[str], None]) -> None:
            template_input(label, text, put, self._desk.flow, disabled=read_only)

        def changed(texts: list[str]) -> None:
            kept = [text for text in texts if text.strip()]
            self._filling.put((key,), {key: kept} if kept else {})
            self._typed()

        Rows(self._filling.raw.get(key, []), draw, changed, add=add, blank="", read_only=read_only)
        self._filling.show_at(key, complaint_line())

    def _urgency(self) -> None:
        filling, read_only = self._filling, self._desk.read_only
        urgent = filling.raw.get("class") == "urgent"

        def switched(on: bool) -> None:
            why.set_visibility(on)
            reason = {"reason": why.value} if on and why.value else {}
            filling.put(("class", "reason"), {"class": "urgent", **reason} if on else {})

        def explained(text: str) -> None:
            if switch.value:
                filling.put(("reason",), {"reason": text} if text else {})

        switch = ui.switch(
            "Urgent: also at night, and however much was sent",
            value=urgent,
            on_change=lambda e: switched(e.value),
        )
        switch.props("dense").classes("inspect-switch").set_enabled(not read_only)
        why = text_input("Why", str(filling.raw.get("reason", "")), explained, disabled=read_only)
        why.set_visibility(urgent)

    # What it comes to

    def _typed(self) -> None:
        """Show what the customer gets, and count."""
        said = rendered(self._desk.flow, self._filling.raw, self._locale, clock.now().date())
        self._preview.show(said)
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


def _offers(flow: Flow) -> Any:
    return flow.data, tuple(flow.intents), flow.locale, flow.timezone
