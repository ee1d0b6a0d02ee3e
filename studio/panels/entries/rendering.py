"""A message as a customer would get it, with sample values in its blanks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flows.errors import FlowError
from flows.model import DataField, Flow
from flows.templates import Formats, Lookup, compile_template
from flows.values import parse_value, typed
from flows.words import readable
from studio.services.sample_values import sample

_CONTACT: Mapping[str, object] = {
    "contact.name": "Ana García", "contact.locale": "en", "contact.timezone": "Europe/Madrid",
    "conversation.channel": "chat", "conversation.in_hours": True, "conversation.held": False,
    "conversation.bucket": 42, "event.message": "Hello!", "event.channel": "chat", "event.confidence": 0.9,
}  # fmt: skip


class Rendered(NamedTuple):
    """What is sent, blanks filled in. A text that can't be filled in is empty, and `problem` says why."""

    text: str = ""
    subject: str = ""
    speech: str = ""
    template: str = ""
    parameters: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    problem: str = ""

    @property
    def spoken(self) -> str:
        """What the phone says: the text, where nothing else was written for it."""
        return self.speech or self.text


def _seen(name: str, field: DataField, today: date) -> object:
    """A sample as texts see it; as it is written where it doesn't fit its field."""
    value = sample(name, field, today)
    try:
        stored: object = parse_value(field, value, name)
    except FlowError:
        stored = value
    known = typed(field, stored)
    return value if known is None else known


def sample_lookup(flow: Flow, today: date) -> Lookup:
    """Dotted name → a sample of what stands there."""
    values: dict[str, object] = dict(_CONTACT)
    values |= {f"data.{name}": _seen(name, field, today) for name, field in flow.data.items()}

    def look_up(name: str) -> object:
        if name == "now":
            return today
        known = values.get(name)
        if known is not None:
            return known
        root, _, rest = name.partition(".")
        if root == "visits":
            return 1
        return f"[{readable(rest)}]" if root in ("event", "contact") and rest else None

    return look_up


def rendered(flow: Flow, raw: Mapping[str, Any], locale: str, today: date) -> Rendered:
    """A message's JSON, as typed so far, in one of its locales: what that leaves out is the message's own."""
    words = {key: part for key, part in raw.get("locales", {}).get(locale, {}).items() if part is not None}
    whole = {**raw, **words}
    filling = _Blanks(flow, locale, today)
    whatsapp = whole.get("whatsapp") or {}
    said = Rendered(
        text=filling.fill(whole.get("text")),
        subject=filling.fill(whole.get("subject")),
        speech=filling.fill(whole.get("speech")),
        template=str(whatsapp.get("template", "")),
        parameters=tuple(filling.fill(text) for text in whatsapp.get("parameters", ())),
        buttons=tuple(str(button.get("title", "")) for button in whole.get("buttons") or ()),
        attachments=tuple(filling.fill(text) for text in raw.get("attachments", ())),
    )
    return said._replace(problem=filling.problem)


class _Blanks:
    """Fills blanks in, and remembers the first text that can't be."""

    def __init__(self, flow: Flow, locale: str, today: date) -> None:
        currencies = {f"data.{name}": one.currency for name, one in flow.data.items() if one.currency}
        self._formats = Formats(locale, ZoneInfo(flow.timezone), currencies)
        self._look_up = sample_lookup(flow, today)
        self.problem = ""

    def fill(self, text: Any) -> str:
        try:
            return compile_template(str(text or "")).render(self._look_up, self._formats)
        except FlowError as error:
            self.problem = self.problem or str(error)
            return ""
