"""The editors of what a flow names: intents, messages, data fields, and the flow itself."""

from __future__ import annotations

import re

from flows.model import Flow
from studio.panels.bench import Bench
from studio.panels.entries.data_form import data_form
from studio.panels.entries.field_values import TYPES
from studio.panels.entries.intent_form import intent_form
from studio.panels.entries.message_form import message_form
from studio.panels.entries.settings_form import FlowSettings
from studio.panels.entries.shelf import Kept, Shelf
from studio.panels.inspector.wording import clipped
from studio.words import plural

__all__ = ["data_fields", "flow_settings", "intents", "messages"]

_CHOICE = re.compile(r"\{%.*?%\}", re.DOTALL)
_BLANK = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def intents(bench: Bench) -> None:
    """Build the editor of the intents here."""
    about = (
        "What a customer may mean, such as “Where is my order?”, with examples of how people say it. "
        "The map listens for them."
    )
    Shelf(bench, Kept("intents", "record_voice_over", _intent_line, intent_form, about))


def messages(bench: Bench) -> None:
    """Build the editor of the messages here."""
    about = (
        "What is said to customers: each text is written once, in every language and for every channel. "
        "The map says when it is sent."
    )
    Shelf(bench, Kept("messages", "chat_bubble_outline", _message_line, message_form, about))


def data_fields(bench: Bench) -> None:
    """Build the editor of the data fields here."""
    about = (
        "What is known of each case: an amount, a due date, an order number. "
        "Messages show them, conditions compare them."
    )
    Shelf(bench, Kept("data", "data_object", _data_line, data_form, about))


def flow_settings(bench: Bench) -> None:
    """Build the form of the flow's own settings here."""
    FlowSettings(bench)


def _intent_line(flow: Flow, name: str) -> str:
    intent = flow.intents[name]
    return plural(len(intent.examples) + sum(map(len, intent.locales.values())), "example")


def _message_line(flow: Flow, name: str) -> str:
    return clipped(_BLANK.sub("…", _CHOICE.sub("", flow.messages[name].text))) or "Nothing is said yet"


def _data_line(flow: Flow, name: str) -> str:
    field = flow.data[name]
    parts = [TYPES[field.type], "needed" if field.required else "", clipped(field.description)]
    return " · ".join(part for part in parts if part)
