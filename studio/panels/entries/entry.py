"""One entry's form: what is filled in, what of it can be stored, and the languages it is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from babel import Locale, UnknownLocaleError
from nicegui import ui
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
    """An entry while its form is open. Its own edits leave the form as it is; others' draw it again."""

    def __init__(
        self,
        desk: Desk,
        section: ops.Section,
        name: str,
        model: type[BaseModel],
        draws: Callable[[Filling], None],
        *,
        offers: Callable[[Flow], Any] = lambda _flow: None,
    ) -> None:
        """`offers` gives what the form lets people choose from: where that changes, it is drawn again."""
        self._desk = desk
        self._place = (section, name)
        self._model = model
        self._draws = draws
        self._offers = offers
        self.section = Section(desk, self._read, self._draw)

    def _read(self, flow: Flow) -> tuple[Any, Any]:
        section, name = self._place
        part = getattr(flow, section).get(name)
        return (None if part is None else as_raw(part)), self._offers(flow)

    def _draw(self, shown: tuple[dict[str, Any] | None, Any]) -> None:
        raw = shown[0]
        if raw is not None:  # else the shelf opens another one in a moment
            self._draws(Filling(self._model, raw, self._desk.flow, self._store))

    def _store(self, part: BaseModel) -> None:
        section, name = self._place
        raw = as_raw(part)
        op = {"op": "put_entry", "section": section, "name": name, "value": raw}
        self.section.save(op, (raw, self._offers(self._desk.flow)))


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
