"""What is personal in a real conversation, kept out of the sandbox.

The contact's name and addresses, their own attributes, and the data fields marked `pii` are replaced by stand-ins of
the same type before anything is told again: neither the run nor what it says ever holds them. Two kinds of values
stay as they are, because the story would go another way without them, and are hidden only in what is shown: those
that a condition or a timer of one of the flows reads, and those for which no stand-in of their type fits the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from flows.binding import ContactFacts
from flows.effects import CallBackend, Content, Send
from flows.errors import InvalidValue
from flows.findings.places import paths
from flows.guards import ClauseTrace
from flows.hearing import Understood
from flows.model import DataField, Flow
from flows.personal import HIDDEN as HIDDEN
from flows.personal import WORDS, is_personal
from flows.values import parse_value
from flows.world.happenings import Say
from flows.world.retelling import Beginning, Recorded, Turned
from flows.world.world import World
from runtime.store.past import Past
from runtime.users.actor import Actor
from studio.services.sandbox.model import MessageRow, Person, Step

NOT_FOR_YOU = "(hidden for your role)"
KEPT_ATTRIBUTES = frozenset({"preferred_channel"})
"""The policy and the channels read these."""
IDS = frozenset({
    "id", "parent", "state", "from_state", "to_state", "transition", "taken", "binding_id", "process_type", "key",
    "verdict", "outcome", "fate", "channel", "sender", "op", "field", "detector", "cause", "operation", "visits",
    "path", "version", "intent", "template", "message", "locale", "started_by", "scores", "runner_up", "name",
})  # fmt: skip
"""What is named in the map, or numbered: nobody is found by it, and the page needs it as it is."""
SHORTEST = 3
"""A shorter text is no way to find somebody, and stands in half of all words."""
_BY_TYPE: Mapping[str, Any] = {
    "email": "hidden@example.com", "phone": "+10000000000", "file": "https://example.com/hidden", "boolean": False,
    "date": date(2000, 1, 1).isoformat(), "datetime": "2000-01-01T00:00:00Z",
}  # fmt: skip


def may_read(actor: Actor, process_type: str) -> bool:
    """Whether somebody may read what customers of a flow write: its operators, and all who may do more."""
    return actor.may("operator", process_type)


class Personal(NamedTuple):
    """The names that mean something personal in these flows."""

    fields: Mapping[str, DataField]
    """Every data field marked `pii` in one of them."""
    read: frozenset[str]
    """What conditions and timers read: `data.age`, `contact.name`."""


def personal(flows: Iterable[Flow]) -> Personal:
    """What is personal in these flows."""
    listed = list(flows)
    fields = {name: field for flow in listed for name, field in flow.data.items() if field.pii}
    return Personal(fields, frozenset(path for flow in listed for _, path in paths(flow)))


class Mask:
    """Of one conversation: `turned` and `beginning` for what is told again, `step` for what is shown."""

    def __init__(self, past: Past, *, texts: bool) -> None:
        """Without `texts` what was really written is hidden from whoever looks."""
        self._personal = personal([*(one.flow for one in past.beginnings.values()), *past.current])
        self._texts = texts
        self._gone: dict[str, str] = {}
        """Texts that never come into the run, with their stand-ins."""
        self._unseen: dict[str, str] = {}
        """Texts that do, and are never shown."""
        self._collect(past)
        self._prepare()

    # Into the run

    def contact(self, facts: ContactFacts) -> ContactFacts:
        """The contact as the run knows them."""
        attributes = {name: self._attribute(name, value) for name, value in facts.attributes.items()}
        kept = "contact.name" in self._personal.read or facts.name is None
        return facts._replace(name=facts.name if kept else HIDDEN, attributes=attributes)

    def turned(self, turned: Turned) -> Turned:
        """A change as it is told again."""
        heard = turned.heard
        if heard is not None:
            heard = heard._replace(
                text=self._text(heard.text), heard=tuple(self._understood(one) for one in heard.heard)
            )
        change = turned.change._replace(
            payload=self._values(turned.change.payload), about=self._values(turned.change.about)
        )
        return turned._replace(
            change=change, heard=heard, said=self._text(turned.said), told=tuple(map(self._line, turned.told))
        )

    def beginning(self, beginning: Beginning) -> Beginning:
        """A process as it is opened again."""
        given = None if beginning.given is None else self._values(beginning.given)
        return beginning._replace(given=given, now=self._values(beginning.now))

    def data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a process as the run holds it."""
        return self._values(data)

    def world(self, world: World) -> World:
        """The run, without what became personal only by being stored in a field that is."""
        found = [
            one.binding.data
            for one in world.opened
            if self._values(one.binding.data) != dict(one.binding.data)
        ]
        if not found:
            return world
        for data in found:
            self._collect_from(data)
        self._prepare()
        return world._replace(
            opened=tuple(
                one._replace(binding=one.binding._replace(data=self._values(one.binding.data)))
                for one in world.opened
            ),
            said=tuple(one._replace(content=self._content(one.content)) for one in world.said),
            posted=tuple(one._replace(effect=self._effect(one.effect)) for one in world.posted),
        )

    # Out of it

    def step(self, step: Step, *, real: bool) -> Step:
        """A step as it is shown; `real`: it happened."""
        shown: Step = self._shown(step)
        shown = shown._replace(
            contact=self.person(step.contact), contact_before=self.person(step.contact_before)
        )
        return shown if self._texts or not real else _wordless(shown)

    def person(self, person: Person) -> Person:
        """The contact as they are shown."""
        shown: Person = self._shown(person)
        return shown._replace(name=HIDDEN if person.name else None)

    def shown_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a process as a form may begin with it: without what only the run may know."""
        return {name: value for name, value in data.items() if not self._stays(name)}

    def words(self, text: str) -> str:
        """A text as it is shown."""
        return _replaced(text, self._not_shown, {**self._gone, **self._unseen})

    # Inside

    def _prepare(self) -> None:
        self._not_told, self._not_shown = _pattern(self._gone), _pattern({**self._gone, **self._unseen})

    def _content(self, content: Content) -> Content:
        return replace(
            content, text=self._text(content.text), subject=content.subject and self._text(content.subject),
            speech=content.speech and self._text(content.speech),
            parameters=tuple(self._text(one) for one in content.parameters),
        )  # fmt: skip

    def _effect(self, effect: Send | CallBackend) -> Send | CallBackend:
        if isinstance(effect, Send):
            return replace(effect, content=self._content(effect.content))
        return replace(effect, arguments=self._values(effect.arguments))

    def _collect(self, past: Past) -> None:
        contact = past.facts.contact
        names = [contact.name or "", *(contact.name or "").split()]
        for text in names:
            self._note(text, HIDDEN, seen="contact.name" not in self._personal.read)
        for identity in past.identities:
            self._note(identity.address, HIDDEN, seen=True)
        for name, value in contact.attributes.items():
            if isinstance(value, str) and name not in KEPT_ATTRIBUTES:
                self._note(value, HIDDEN, seen=f"contact.{name}" not in self._personal.read)
        for values in (
            *(one.now for one in past.beginnings.values()),
            *(one.given for one in past.beginnings.values()),
        ):
            self._collect_from(values or {})
        for turned in past.turned:
            self._collect_from(turned.change.payload)
            for line in turned.told:
                self._collect_from(line.change.payload)
            for understood in turned.heard.heard if turned.heard is not None else ():
                self._collect_from(understood.slots)

    def _collect_from(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(value, Mapping):
                self._collect_from(value)
            elif name in self._personal.fields and value is not None:
                instead = self._instead(name, value)
                self._note(str(value), HIDDEN if instead is None else str(instead), seen=instead is not None)

    def _note(self, text: str, instead: str, *, seen: bool) -> None:
        text = text.strip()
        if len(text) >= SHORTEST and text not in (instead, HIDDEN):
            (self._gone if seen else self._unseen).setdefault(text, instead)

    def _stays(self, name: str) -> bool:
        """Whether a personal value is in the run as it is."""
        return name in self._personal.fields and self._instead(name, None) is None

    def _instead(self, name: str, value: Any) -> Any:
        """A stand-in for a personal value; None where it has to stay."""
        field = self._personal.fields[name]
        if f"data.{name}" in self._personal.read:
            return None
        wanted = field.choices[0] if field.choices else _BY_TYPE.get(field.type, HIDDEN)
        if field.type in ("integer", "number"):
            wanted = field.min if field.min is not None else 0
        try:
            return parse_value(field, wanted, name)
        except InvalidValue:
            return None

    def _attribute(self, name: str, value: Any) -> Any:
        if name in KEPT_ATTRIBUTES or f"contact.{name}" in self._personal.read:
            return value
        return HIDDEN if isinstance(value, str) else value

    def _values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in values.items():
            instead = (
                self._instead(name, value) if name in self._personal.fields and value is not None else None
            )
            keeps = name in self._personal.fields and instead is None
            found[name] = instead if instead is not None else value if keeps else self._value(value)
        return found

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return self._values(value)
        return [self._value(one) for one in value] if isinstance(value, list | tuple) else value

    def _text(self, text: str) -> str:
        return _replaced(text, self._not_told, self._gone)

    def _line(self, line: Recorded) -> Recorded:
        change = line.change
        return line._replace(
            change=change._replace(payload=self._values(change.payload), about=self._values(change.about))
        )

    def _understood(self, one: Understood) -> Understood:
        return one._replace(slots=self._values(one.slots), evidence=self._text(one.evidence))

    def _hides(self, path: str) -> bool:
        """Whether what a condition read there isn't shown; who may read what was written may read it here, too."""
        return is_personal(self._personal.fields, path) and not (path == WORDS and self._texts)

    def _shown(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, ClauseTrace) and self._hides(value.field):
            return value._replace(actual=HIDDEN if value.actual is not None else None)
        if isinstance(value, Mapping):
            return {
                name: HIDDEN if name in self._personal.fields and one is not None else self._shown(one)
                for name, one in value.items()
            }
        if hasattr(value, "_fields"):
            return value._replace(
                **{
                    name: self._shown(one)
                    for name, one in zip(value._fields, value, strict=True)
                    if name not in IDS
                }
            )
        return type(value)(self._shown(one) for one in value) if isinstance(value, tuple | list) else value


def _wordless(step: Step) -> Step:
    """A step of which nothing that was written is left."""
    understood, happening = step.understood, step.happening
    if isinstance(happening, Say):
        happening = happening._replace(text=NOT_FOR_YOU)
    if understood is not None:
        heard = tuple(one._replace(evidence="", slots={}) for one in understood.heard)
        understood = understood._replace(text=NOT_FOR_YOU, heard=heard)
    words = step.words if happening is step.happening else f"The customer writes {NOT_FOR_YOU}"
    return step._replace(
        happening=happening, words=words, understood=understood, messages=tuple(map(_unread, step.messages)),
        # Why a value was dropped quotes it.
        told=tuple(one._replace(dropped=(), trace=one.trace._replace(dropped=())) for one in step.told),
    )  # fmt: skip


def _unread(row: MessageRow) -> MessageRow:
    return row._replace(
        text=NOT_FOR_YOU, subject=row.subject and NOT_FOR_YOU, speech=row.speech and NOT_FOR_YOU, buttons=()
    )


def _pattern(words: Mapping[str, str]) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=len, reverse=True)
    whole = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)", re.IGNORECASE) if words else None


def _replaced(text: str, pattern: re.Pattern[str] | None, words: Mapping[str, str]) -> str:
    if pattern is None or not text:
        return text
    return pattern.sub(lambda found: words.get(found[0], HIDDEN), text)
