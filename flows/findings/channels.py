"""`channel-limit`, `missing-subject`, `outside-window`: what a channel can't carry, or won't take any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flows.actions.says import Says, saying
from flows.findings import places
from flows.findings.finding import Check, Finding, Fix
from flows.findings.places import Place, actions, sayings
from flows.findings.silence import Silence
from flows.formats import Formats
from flows.model import Flow, Message, MessageText
from flows.sending import PREFERRED, SAME
from flows.templates import compile_template

EMAIL, WHATSAPP = "email", "whatsapp"


class Limits(NamedTuple):
    """What a channel carries, in characters and numbers; None: as much as anybody writes."""

    text: int | None = None
    text_with_buttons: int | None = None
    buttons: int | None = None
    title: int | None = None
    """Of a button, as long as there are few."""
    few: int = 0
    """More buttons than this are shown as a list."""
    row: int | None = None
    """Of a button in a list."""


LIMITS: Mapping[str, Limits] = {
    # The web chat's own adapter.
    "chat": Limits(text=4_000, text_with_buttons=4_000, buttons=10, title=80, few=10),
    # WhatsApp Cloud API, "Send messages": text body 4,096; interactive body 1,024; reply buttons 3 of 20; lists of
    # 10 rows of 24.
    WHATSAPP: Limits(text=4_096, text_with_buttons=1_024, buttons=10, title=20, few=3, row=24),
    # Neither has buttons: a message goes without them.
    EMAIL: Limits(),
    "voice": Limits(),
}
"""Every channel of the platform."""


class _Speaking:
    """Which channels a flow speaks on: those that it names, else all there are."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.says = [says for _, says in _says(flow)]
        named = {name for says in self.says for name in says.channel if name not in (SAME, PREFERRED)}
        self.channels = frozenset(named | set(_asked_about(flow)) or LIMITS)

    def ways(self, says: Says) -> frozenset[str]:
        """The channels that one send may go on."""
        named = frozenset(says.channel) - {SAME, PREFERRED}
        return named if len(named) == len(says.channel) else named | self.channels

    def carried_by(self) -> dict[str, frozenset[str]]:
        """Message → the channels it may go on: one that is only planned for, on all of them."""
        found: dict[str, frozenset[str]] = defaultdict(frozenset)
        for says in self.says:
            if says.message is not None:
                found[says.message] |= self.ways(says)
        # Questions, and answers to what wasn't understood, go where the customer is.
        asked = [name for place, name in places.message_names(self._flow) if isinstance(place.path[-1], str)]
        for name in (*asked, *(name for name in self._flow.messages if name not in found)):
            found[name] |= self.channels
        return found


def _says(flow: Flow) -> Iterator[tuple[Place, Says]]:
    for place, action in actions(flow):
        if (says := saying(action)) is not None:
            yield place, says


def _asked_about(flow: Flow) -> Iterator[str]:
    for place, guard in places.guards(flow):
        for _, clause in places.clauses(place, guard):
            if clause.field == "conversation.channel":
                values = clause.value if isinstance(clause.value, list | tuple) else [clause.value]
                yield from (value for value in values if isinstance(value, str))


# channel-limit


def beyond_limits(flow: Flow) -> Iterator[Finding]:
    """What no rendering makes fit: texts are measured with all their blanks left empty."""
    speaking, empty = _Speaking(flow), Formats(flow.locale, flow.compiled.ground.zone)
    carried = speaking.carried_by()
    for place, _, words in sayings(flow):
        length = _length(words.text or "", empty)
        for channel in sorted(carried[place.at.id]):
            limits = LIMITS.get(channel, Limits())
            yield from _too_long(
                place, length, channel, limits.text_with_buttons if words.buttons else limits.text
            )
            yield from _buttons(place, words, channel, limits)
    for place, says in _says(flow):
        if says.text:
            length = _length(says.text, empty)
            for channel in sorted(speaking.ways(says)):
                yield from _too_long(place, length, channel, LIMITS.get(channel, Limits()).text)


def _length(text: str, empty: Formats) -> int:
    return len(compile_template(text).render(lambda _name: None, empty))


def _too_long(place: Place, length: int, channel: str, longest: int | None) -> Iterator[Finding]:
    if longest is not None and length > longest:
        message = (
            f"The text of {place.words} has {length:,} characters; {channel} carries {longest:,} at most."
        )
        yield _limit(place.inner("text"), message)


def _buttons(place: Place, words: Message | MessageText, channel: str, limits: Limits) -> Iterator[Finding]:
    buttons = words.buttons or ()
    if limits.buttons is not None and len(buttons) > limits.buttons:
        message = f"{_called(place)} has {len(buttons)} buttons; {channel} shows {limits.buttons} at most."
        yield _limit(place.inner("buttons"), message)
    longest = limits.title if len(buttons) <= limits.few else limits.row
    for i, button in enumerate(buttons):
        if longest is not None and len(button.title) > longest:
            message = (
                f"The button “{button.title}” of {place.words} has {len(button.title)} characters; "
                f"{channel} shows {longest} at most{'' if len(buttons) <= limits.few else ' in a list'}."
            )
            yield _limit(place.inner("buttons", i, "title"), message)


def _called(place: Place) -> str:
    return place.words[:1].upper() + place.words[1:]


def _limit(place: Place, message: str) -> Finding:
    return Finding("channel-limit", "error", place.at, message, place.path)


# missing-subject


def missing_subjects(flow: Flow) -> Iterator[Finding]:
    """Messages that may begin an email: where they answer one (`same`), its subject is theirs."""
    speaking = _Speaking(flow)
    elsewhere = (says for says in speaking.says if set(says.channel) != {SAME})
    beginning = {says.message for says in elsewhere if EMAIL in speaking.ways(says)}
    for place, _, words in sayings(flow):
        if isinstance(words, Message) and place.at.id in beginning and not words.subject:
            message = f"{_called(place)} may be sent as an email, and has no subject."
            path = place.inner("subject").path
            fix = Fix("set", path, f"Take “{flow.name}” as its subject.", flow.name)
            yield Finding("missing-subject", "warning", place.at, message, path, fix=fix)


# outside-window


def outside_window(flow: Flow) -> Iterator[Finding]:
    """Free text on WhatsApp, where the customer may have said nothing for a day."""
    speaking, silence = _Speaking(flow), Silence(flow)
    for place, says in _sends(flow):
        if (
            WHATSAPP in speaking.ways(says)
            and not _has_template(flow, says)
            and silence.is_long(place.path, says)
        ):
            what = f"“{says.message}”" if says.message is not None else "a text"
            message = (
                f"In {place.words}, {what} may go out on WhatsApp more than 24 hours after the customer last wrote, "
                "and only templates are taken then: give it one."
            )
            yield Finding("outside-window", "warning", place.at, message, place.path)


def _sends(flow: Flow) -> Iterable[tuple[Place, Says]]:
    """Every send of states and transitions; a question is one, while `unmatched` answers what was just said."""
    yield from ((place, says) for place, says in _says(flow) if place.at.kind != "flow")
    for (place, _), state in zip(places.states(flow), flow.states, strict=True):
        if state.ask is not None:
            yield place.inner("ask"), Says(message=state.ask.message)


def _has_template(flow: Flow, says: Says) -> bool:
    message = flow.messages.get(says.message or "")
    return message is not None and message.whatsapp is not None


CHECKS = (
    Check({"channel-limit": "error"}, beyond_limits),
    Check({"missing-subject": "warning"}, missing_subjects),
    Check({"outside-window": "warning"}, outside_window),
)
