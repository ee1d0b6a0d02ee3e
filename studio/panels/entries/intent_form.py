"""The form of an intent: what it means, how people say it, what it carries; and a sentence tried on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from nicegui import ui

from flows.model import FieldType, Intent
from studio.panels.entries.entry import Entry, block, follow_value, languages, with_language
from studio.panels.entries.rows import Rows
from studio.panels.entries.try_sentence import TrySentence
from studio.panels.inspector import suggestions
from studio.panels.inspector.controls import complaining, complaint_line, name_input, offer, pick, text_input
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.paste_box import paste_box
from studio.panels.inspector.section import Desk, Section
from studio.words import plural

ENOUGH = 5
"""Examples, from which on an intent is usually understood."""
_SHARED = (
    "A customer with two open orders who asks “Where is it?” means one of them: only the one talked about last "
    "hears it. “Don’t write to me any more” is meant for both: switch this on for such."
)


def intent_form(desk: Desk, name: str) -> Iterator[Section]:
    """Draw the form of an intent; the section to keep up to date."""
    yield _IntentForm(desk, name).section


class _IntentForm:
    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self._locale = desk.flow.locale
        self.section = Entry(desk, "intents", name, Intent, self._draw).section

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
                filling.follow(("examples", "locales"), self._meet_examples)
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
        follow_value(filling, "description", control, lambda: filling.raw.get("description", ""))
        shared = ui.switch(
            "Meant for everything that is open",
            value=bool(filling.raw.get("shared")),
            on_change=lambda event: filling.put(("shared",), {"shared": True} if event.value else {}),
        )
        shared.props("dense").classes("inspect-switch").set_enabled(not read_only)
        follow_value(filling, "shared", shared, lambda: bool(filling.raw.get("shared")))
        ui.label(_SHARED).classes("muted small switch-hint")

    # How it is said

    @property
    def _is_own(self) -> bool:
        return self._locale == self._desk.flow.locale

    @property
    def _here(self) -> list[str]:
        """The examples in the language that is shown."""
        raw = self._filling.raw
        found: list[str] = raw.get("examples", []) if self._is_own else raw["locales"].get(self._locale, [])
        return found

    def _draw_examples(self) -> None:
        self._examples.clear()
        desk = self._desk
        with self._examples:
            ui.label("How people say it").classes("section-title").props("role=heading aria-level=3")
            self._tongues = ui.element("div")
            self._draw_languages()
            self._count = ui.label().classes("muted small")
            self._rows: Rows[str] = Rows(
                self._here, self._example, self._said, keeps=lambda text: text.strip() or None, noun="example",
                read_only=desk.read_only,
            )  # fmt: skip
            if not desk.read_only:
                paste_box("Add examples, one a line", "add-examples", lambda: self._here, self._rows.extend)
            self._filling.show_at("examples" if self._is_own else "locales", complaint_line())
        self._tell()

    def _draw_languages(self) -> None:
        self._written = [*self._filling.raw.get("locales", {})]
        self._tongues.clear()
        with self._tongues:
            languages(self._desk, self._filling.raw, self._locale, self._speak, self._translate)

    def _meet_examples(self) -> None:
        """Somebody else wrote examples, added a language, or took one out."""
        written = [*self._filling.raw.get("locales", {})]
        if not self._is_own and self._locale not in written:
            self._speak(self._desk.flow.locale)
            return
        if written != self._written:
            self._draw_languages()
        self._rows.meet(self._here)
        self._tell()

    def _example(self, text: str, put: Callable[[str], None]) -> None:
        text_input("", text, put, disabled=self._desk.read_only)

    def _said(self, texts: list[str]) -> None:
        kept = [text.strip() for text in texts]
        if self._is_own:
            self._filling.put(("examples",), {"examples": kept} if kept else {})
        else:
            locales = {**self._filling.raw.get("locales", {}), self._locale: kept}
            self._filling.put(("locales",), {"locales": locales})
        self._tell()

    def _tell(self) -> None:
        count = len(self._here)
        few = "" if count >= ENOUGH else f"; {ENOUGH} and more are understood better"
        self._count.text = f"{plural(count, 'example')}{few}"

    def _speak(self, locale: str) -> None:
        self._locale = locale
        self._draw_examples()

    def _translate(self, locale: str, written: bool) -> None:
        locales = with_language(self._filling.raw, locale, [] if written else None)
        self._filling.put(("locales",), {"locales": locales} if locales else {})
        self._speak(locale if written else self._desk.flow.locale)

    # What it carries

    def _slots(self) -> None:
        filling = self._filling

        def changed(rows: list[tuple[str, str]]) -> None:
            kept = dict(rows)
            filling.put(("slots",), {"slots": kept} if kept else {})

        def slots() -> list[tuple[str, str]]:
            return list(filling.raw.get("slots", {}).items())

        rows: Rows[tuple[str, str]] = Rows(
            slots(), self._slot, changed, keeps=lambda slot: slot if slot[0] else None, noun="value",
            add="Add a value", blank=lambda: ("", "string"), read_only=self._desk.read_only,
        )  # fmt: skip
        filling.follow(("slots",), lambda: rows.meet(slots()))
        filling.show_at("slots", complaint_line())

    def _slot(self, slot: tuple[str, str], put: Callable[[tuple[str, str]], None]) -> None:
        desk, types = self._desk, {one: one.capitalize() for one in get_args(FieldType)}
        now = list(slot)

        def named(name: str | None) -> None:
            now[0] = name or ""
            if now[0] in desk.flow.data:
                kind.value = now[1] = desk.flow.data[now[0]].type
            put((now[0], now[1]))

        def typed(value: str | None) -> None:
            now[1] = value or "string"
            put((now[0], now[1]))

        offered = suggestions.data_fields(desk.flow)
        name = name_input("Data field", offered, slot[0] or None, named, disabled=desk.read_only)
        kind = pick("Type", types, slot[1], typed, disabled=desk.read_only)
        desk.follow(name, lambda: offer(name, suggestions.data_fields(desk.flow)))
