"""One entry's form: what is filled in, what of it can be stored, and the languages it is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from babel import Locale, UnknownLocaleError
from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement
from pydantic import BaseModel

from flows.model import Flow
from studio.editor import ops
from studio.panels.inspector.controls import icon_button, pick
from studio.panels.inspector.filling import Filling, as_raw
from studio.panels.inspector.section import Desk, Section

LANGUAGES = (
    "en", "es", "de", "fr", "it", "pt", "pt-BR", "nl", "pl", "ca", "da", "sv", "nb", "fi", "cs", "ro", "hu",
    "el", "tr", "uk", "ru", "ar", "he", "hi", "ja", "ko", "zh",
)  # fmt: skip
"""Those offered; a file may use any."""


class Entry:
    """An entry while its form is open. What others change is shown in the fields it is about; the others stay."""

    def __init__(
        self,
        desk: Desk,
        section: ops.Section,
        name: str,
        model: type[BaseModel],
        draws: Callable[[Filling], None],
    ) -> None:
        """`draws` draws the form; what it shows of a key follows others by `filling.follow`."""
        self._desk = desk
        self._place = (section, name)
        self._model = model
        self._draws = draws
        self._filling: Filling | None = None
        self._locale = ""
        self.section = Section(desk, self._read, self._draw, meets=self._meet)

    def _read(self, flow: Flow) -> tuple[dict[str, Any] | None, str]:
        section, name = self._place
        part = getattr(flow, section).get(name)
        return (None if part is None else as_raw(part)), flow.locale

    def _draw(self, shown: tuple[dict[str, Any] | None, str]) -> None:
        raw, self._locale = shown
        if raw is not None:  # else the shelf opens another one in a moment
            self._filling = Filling(self._model, raw, self._desk.flow, self._store)
            self._draws(self._filling)

    def _meet(self, shown: tuple[dict[str, Any] | None, str]) -> bool:
        raw, locale = shown
        if raw is None or self._filling is None or locale != self._locale:
            return raw is None
        self._filling.meet(raw)
        return True

    def _store(self, part: BaseModel) -> None:
        section, name = self._place
        raw = as_raw(part)
        op = {"op": "put_entry", "section": section, "name": name, "value": raw}
        self.section.save(op, (raw, self._desk.flow.locale))


def follow_value(filling: Filling, key: str, control: ValueElement[Any], shown: Callable[[], Any]) -> None:
    """Keep a field up to date with what others make of its key."""

    def show() -> None:
        if not control.is_deleted and control.value != shown():
            control.value = shown()

    filling.follow((key,), show)


def block(title: str, note: str = "") -> ui.element:
    """A titled part of a form, to be filled in."""
    with ui.element("div").classes("entry-block"):
        ui.label(title).classes("section-title").props("role=heading aria-level=3")
        if note:
            ui.label(note).classes("muted small")
        return ui.element("div").classes("stack")


def put_nested(raw: Mapping[str, Any], locale: str, key: str, value: Any) -> dict[str, Any]:
    """The `locales` of an entry with one key of one locale changed; nothing takes it out."""
    locales = dict(raw.get("locales", {}))
    words = {**locales.get(locale, {}), key: value}
    locales[locale] = {name: part for name, part in words.items() if part not in (None, "", [])}
    return locales


def languages(
    desk: Desk,
    raw: Mapping[str, Any],
    chosen: str,
    show: Callable[[str], None],
    change: Callable[[str, bool], None],
) -> None:
    """The languages it is written in, to choose from; `change` adds another one, or with False takes one out."""
    own = desk.flow.locale
    written = list(dict.fromkeys([own, *raw.get("locales", {})]))
    with ui.element("div").classes("languages"):
        if len(written) > 1:
            names = {code: language_name(code) for code in written}
            toggle = ui.toggle(names, value=chosen, on_change=lambda event: show(event.value))
            toggle.props("no-caps unelevated dense").classes("segments")
        else:
            ui.label(language_name(own)).classes("small muted")
        ui.element("div").classes("grow")
        if desk.read_only:
            return
        if chosen != own:
            icon_button("delete", f"Remove {language_name(chosen)} here", lambda: change(chosen, False))
        more = _more(desk.flow, written)
        pick("Add a language", more, None, lambda code: change(code, True) if code else None).classes(
            "add-language"
        )


def with_language(raw: Mapping[str, Any], locale: str, empty: Any) -> dict[str, Any]:
    """The `locales` of an entry with one more language; None takes it out."""
    others = {code: part for code, part in raw.get("locales", {}).items() if code != locale}
    return others if empty is None else {**others, locale: empty}


def _more(flow: Flow, written: Sequence[str]) -> dict[str, str]:
    used = [code for message in flow.messages.values() for code in message.locales]
    used += [code for intent in flow.intents.values() for code in intent.locales]
    return {code: language_name(code) for code in dict.fromkeys([*used, *LANGUAGES]) if code not in written}


def language_name(code: str) -> str:
    """`es` as “Spanish”; a code nobody knows as it is."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name("en")
    except (UnknownLocaleError, ValueError):
        return code
    return name or code
