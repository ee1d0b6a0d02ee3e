"""The form of an intent: what it means, how people say it, what it carries; and a sentence tried on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from nicegui import ui

from flows.model import FieldType, Flow, Intent
from studio.panels.entries.entry import Entry, block, languages, with_language
from studio.panels.entries.lines import pasted
from studio.panels.entries.rows import Rows
from studio.panels.entries.try_sentence import TrySentence
from studio.panels.inspector import suggestions
from studio.panels.inspector.controls import complaining, complaint_line, name_input, pick, text_input
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.section import Desk, Section
from studio.words import plural

ENOUGH = 5
"""Examples, from which on an intent is usually understood."""


def intent_form(desk: Desk, name: str) -> Iterator[Section]:
    """Draw the form of an intent; the section to keep up to date."""
    yield _IntentForm(desk, name).section


class _IntentForm:
    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self._locale = desk.flow.locale
        self.section = Entry(desk, "intents", name, Intent, self._draw, offers=_offers).section

    def _draw(self, filling: Filling) -> None:
        self._filling = filling
        if self._locale not in filling.raw.get("locales", {}):
            self._locale = self._desk.flow.locale
        with ui.element("div").classes("message-columns"):
            with ui.element("div").classes("stack message-fields"):
                with block("What the customer means"):
                    self._description()
                self._examples = ui.element("div").classes("entry-block stack")
                self._draw_examples()
                with block("What it tells", "Values in the sentence that fill data fields, such as a date"):
                    self._slots()
                filling.show_at("", complaint_line())
            TrySentence(self._desk, self._name)

    def _description(self) -> None:
        filling, read_only = self._filling, self._desk.read_only

        def described(text: str) -> None:
            filling.put(("description",), {"description": text} if text else {})

        control = text_input(
            "Description", str(filling.raw.get("description", "")), described, lines=2, disabled=read_only
        )
        filling.show_at("description", complaining(control))
        shared = ui.switch(
            "Heard by every process that is open, not only by the first",
            value=bool(filling.raw.get("shared")),
            on_change=lambda event: filling.put(("shared",), {"shared": True} if event.value else {}),
        )
        shared.props("dense").classes("inspect-switch").set_enabled(not read_only)

    # How it is said

    def _draw_examples(self) -> None:
        self._examples.clear()
        desk, raw = self._desk, self._filling.raw
        own = self._locale == desk.flow.locale
        said = raw.get("examples", []) if own else raw.get("locales", {}).get(self._locale, [])
        with self._examples:
            ui.label("How people say it").classes("section-title").props("role=heading aria-level=3")
            languages(desk, raw, self._locale, self._speak, self._translate)
            self._count = ui.label().classes("muted small")
            rows = Rows(said, self._example, self._said, read_only=desk.read_only)
            self._tell(said)
            if not desk.read_only:
                self._adding(rows)
            self._filling.show_at("examples" if own else "locales", complaint_line())

    def _example(self, _i: int, text: str, put: Callable[[str], None]) -> None:
        text_input("", text, put, disabled=self._desk.read_only)

    def _adding(self, rows: Rows[str]) -> None:
        def add() -> None:
            new = pasted(control.value or "", self._shown)
            control.value = ""
            if new:
                rows.extend(new)

        with ui.element("div").classes("inspect-row"):
            control = ui.textarea(label="Add examples, one a line").props("outlined dense autogrow")
            control.classes("full").mark("add-examples")
            control.on("keydown.enter.exact.prevent", add)
            ui.button("Add", on_click=add, color=None).props("flat no-caps dense").classes("add").mark(
                "add-lines"
            )

    def _said(self, texts: list[str]) -> None:
        kept = [text.strip() for text in texts if text.strip()]
        if self._locale == self._desk.flow.locale:
            self._filling.put(("examples",), {"examples": kept} if kept else {})
        else:
            locales = {**self._filling.raw.get("locales", {}), self._locale: kept}
            self._filling.put(("locales",), {"locales": locales})
        self._tell(kept)

    def _tell(self, texts: list[str]) -> None:
        self._shown = list(texts)
        few = "" if len(texts) >= ENOUGH else f"; {ENOUGH} and more are understood better"
        self._count.text = f"{plural(len(texts), 'example')}{few}"

    def _speak(self, locale: str) -> None:
        self._locale = locale
        self._draw_examples()

    def _translate(self, locale: str, written: bool) -> None:
        locales = with_language(self._filling.raw, locale, [] if written else None)
        self._filling.put(("locales",), {"locales": locales} if locales else {})
        self._speak(locale if written else self._desk.flow.locale)

    # What it carries

    def _slots(self) -> None:
        flow, read_only = self._desk.flow, self._desk.read_only
        types = {one: one.capitalize() for one in get_args(FieldType)}

        def draw(_i: int, slot: tuple[str, str], put: Callable[[tuple[str, str]], None]) -> None:
            now = list(slot)

            def named(name: str | None) -> None:
                now[0] = name or ""
                if now[0] in flow.data:
                    kind.value = now[1] = flow.data[now[0]].type
                put((now[0], now[1]))

            def typed(value: str | None) -> None:
                now[1] = value or "string"
                put((now[0], now[1]))

            name_input(
                "Data field", suggestions.data_fields(flow), slot[0] or None, named, disabled=read_only
            )
            kind = pick("Type", types, slot[1], typed, disabled=read_only)

        def changed(rows: list[tuple[str, str]]) -> None:
            kept = {name: type_ for name, type_ in rows if name}
            self._filling.put(("slots",), {"slots": kept} if kept else {})

        slots = list(self._filling.raw.get("slots", {}).items())
        Rows(slots, draw, changed, add="Add a value", blank=("", "string"), read_only=read_only)
        self._filling.show_at("slots", complaint_line())


def _offers(flow: Flow) -> Any:
    return flow.data, flow.locale
