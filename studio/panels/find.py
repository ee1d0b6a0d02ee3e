"""Search over everything a flow names, and over what the editor does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nicegui.element import Element

from flows.model import Flow
from flows.words import readable, trigger_words

Entry = dict[str, str]


class Find(Element, component="find.js"):
    """The dialog. `go` gets what was chosen (state, transition, intent, message, data or command) and its id."""

    def __init__(self, go: Callable[[str, str], Any]) -> None:
        super().__init__()
        self.on("go", lambda event: go(str(event.args.get("what")), str(event.args.get("id"))))

    def open(self, entries: list[Entry]) -> None:
        """Show it with these to choose from."""
        self.run_method("open", entries)


def entries(flow: Flow, commands: dict[str, tuple[str, str, str]]) -> list[Entry]:
    """What can be found. `commands`: name → icon, words and keys."""
    return [*_drawn(flow), *_written(flow), *_commands(commands)]


def _drawn(flow: Flow) -> Iterator[Entry]:
    names = {state.id: state.name for state in flow.states}
    for state in flow.states:
        yield _entry("state", state.id, "State", state.name, state.description, "crop_16_9")
    for one in flow.transitions:
        source = "anywhere" if one.from_any else ", ".join(names.get(name, name) for name in one.from_states)
        way = f"{source} → {names.get(one.to_state, one.to_state) if one.to_state else 'stays'}"
        yield {
            **_entry("transition", one.id, "Transition", trigger_words(one.trigger), way),
            "dot": one.trigger.type,
        }


def _written(flow: Flow) -> Iterator[Entry]:
    for name, intent in flow.intents.items():
        yield _entry("intent", name, "Intent", readable(name), intent.description, "record_voice_over")
    for name, message in flow.messages.items():
        yield _entry("message", name, "Message", readable(name), message.text[:120], "chat_bubble_outline")
    for name, field in flow.data.items():
        yield _entry("data", name, "Data field", readable(name), field.description, "data_object")


def _commands(commands: dict[str, tuple[str, str, str]]) -> Iterator[Entry]:
    for name, (icon, words, keys) in commands.items():
        yield _entry("command", name, "Command", words, keys, icon)


def _entry(what: str, name: str, kind: str, words: str, more: str, icon: str = "") -> Entry:
    return {"what": what, "id": name, "kind": kind, "words": words, "more": more, "icon": icon}
