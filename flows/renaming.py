"""The parts of a flow as JSON, with one id written another way wherever it is that id and not a word like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

Noun = Literal["state", "transition", "intent", "message", "data"]
"""What of a flow has an id of its own."""

_BLANKS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_ROOTS: Mapping[Noun, str] = {"state": "visits", "data": "data"}
"""What conditions and texts write before the name."""
_TEXTS = ("text", "subject", "speech")
GOTO = "goto:"


class Renaming:
    """One id of one noun, and its new spelling. Values are returned, never changed."""

    def __init__(self, noun: Noun, old: str, new: str, *, is_check: bool = False) -> None:
        """`is_check`: an action arms a check of that name too, which keeps it."""
        self.noun, self.old, self.new, self._is_check = noun, old, new, is_check
        root = _ROOTS.get(noun)
        self._path = f"{root}.{old}" if root else None
        self._new_path = f"{root}.{new}" if root else ""
        self._in_text = re.compile(rf"(?<![\w.]){re.escape(self._path)}(?!\w)") if self._path else None

    # Words, paths, texts

    def word(self, noun: Noun, value: Any) -> Any:
        return self.new if noun == self.noun and value == self.old else value

    def words(self, noun: Noun, values: Iterable[Any]) -> list[Any]:
        return [self.word(noun, value) for value in values]

    def keys(self, noun: Noun, mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {self.word(noun, key): value for key, value in mapping.items()}

    def path(self, value: Any) -> Any:
        """`data.due_date`, also with something behind it."""
        if self._path is None or not isinstance(value, str):
            return value
        if value == self._path or value.startswith(f"{self._path}."):
            return self._new_path + value[len(self._path) :]
        return value

    def text(self, value: Any) -> Any:
        """The blanks of a text, or of every text inside a value."""
        match value:
            case str() if self._in_text is not None:
                pattern = self._in_text
                return _BLANKS.sub(lambda blank: pattern.sub(lambda _: self._new_path, blank[0]), value)
            case list():
                return [self.text(item) for item in value]
            case dict():
                return {key: self.text(item) for key, item in value.items()}
            case _:
                return value

    # Parts of parts

    def guard(self, value: Any) -> Any:
        match value:
            case {"all": list(parts)}:
                return {"all": [self.guard(part) for part in parts]}
            case {"any": list(parts)}:
                return {"any": [self.guard(part) for part in parts]}
            case {"not": part}:
                return {"not": self.guard(part)}
            case {"field": field}:
                right = value.get("value")
                if isinstance(right, dict) and set(right) == {"field"}:
                    return {**value, "field": self.path(field), "value": {"field": self.path(right["field"])}}
                return {**value, "field": self.path(field)}
            case _:
                return value

    def action(self, value: dict[str, Any]) -> dict[str, Any]:
        whole = _each(self.text(value), message=self._message, relative_to=self.path)
        if value["type"] == "set_data":
            return {**whole, "values": self.keys("data", whole["values"])}
        return whole

    def _actions(self, values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self.action(value) for value in values]

    def _ask(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(
            value, message=self._message, retry=self._message, into=lambda name: self.word("data", name)
        )

    def _message(self, name: Any) -> Any:
        return self.word("message", name)

    def _button(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(value, intent=lambda name: self.word("intent", name))

    def _trigger(self, value: dict[str, Any]) -> dict[str, Any]:
        if value["type"] == "intent":
            return _each(value, value=lambda name: self.word("intent", name))
        return _each(value, relative_to=self.path)

    # Parts

    def state(self, value: Any) -> Any:
        return value if isinstance(value, str) else _each(value, enter=self._actions, ask=self._ask)

    def transition(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(
            value,
            from_states=lambda names: list(dict.fromkeys(self.words("state", names))),
            to_state=lambda name: self.word("state", name),
            trigger=self._trigger,
            when=self.guard,
            actions=self._actions,
        )

    def intent(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(value, slots=lambda slots: self.keys("data", slots))

    def message(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(
            value,
            **dict.fromkeys(_TEXTS, self.text),
            whatsapp=self.text,
            buttons=lambda buttons: [self._button(button) for button in buttons],
            attachments=lambda names: self.text(self.words("data", names)),
            locales=lambda locales: {locale: self.message(words) for locale, words in locales.items()},
        )

    # Keys of the flow

    def start(self, value: dict[str, Any]) -> dict[str, Any]:
        noun = self.word("intent", value["value"]) if value["type"] == "intent" else value["value"]
        return _each({**value, "value": noun}, when=self.guard)

    def unmatched(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(value, message=self._message, then=self._actions)

    def accepted(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(value, at=lambda name: self.word(self.noun, name))

    def group(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(value, states=lambda ids: self.words("state", ids) if isinstance(ids, list) else ids)

    def scenario(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(
            value,
            start=lambda start: _each(start, data=lambda values: self.keys("data", values)),
            steps=lambda steps: [self._step(step) for step in steps],
        )

    def _step(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(
            value,
            intent=lambda name: self.word("intent", name),
            manual=self._by_hand,
            slots=lambda slots: self.keys("data", slots),
            expect=self._expect,
        )

    def _by_hand(self, value: str) -> str:
        if not value.startswith(GOTO):
            return value
        return GOTO + str(self.word("state", value.removeprefix(GOTO)))

    def _expect(self, value: dict[str, Any]) -> dict[str, Any]:
        return _each(
            value,
            state=lambda name: self.word("state", name),
            taken=lambda name: self.word("transition", name),
            intent=lambda name: self.word("intent", name),
            data=lambda values: values and self.keys("data", values),
            sends=lambda names: names and self.words("message", names),
            checks=lambda names: names if self._is_check else names and self.words("transition", names),
        )


def _each(value: Mapping[str, Any], /, **rewrites: Any) -> dict[str, Any]:
    """A mapping with some of its keys rewritten, where it has them."""
    return {key: rewrites[key](part) if key in rewrites else part for key, part in value.items()}
