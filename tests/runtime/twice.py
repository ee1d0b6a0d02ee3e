"""The same story told to the runtime and to a pretend conversation, and all that either holds in the end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import col, select, update

from flows.binding import ContactFacts
from flows.changes import GOTO
from flows.conversation import REFERENCE
from flows.hearing import ANSWER, Hearing, Understanding, Understood
from flows.model import Flow
from flows.world import happenings as h
from flows.world.entries import EffectEntry, Entry, ToldEntry
from flows.world.hooks import Hooks
from flows.world.play import Beginning, after, begin
from flows.world.world import World
from runtime.app import App
from runtime.channels.carrying import carried
from runtime.channels.registry import adapters
from runtime.policy.verdict import verdict
from runtime.store import contacts
from runtime.store.tables import BindingRow, CheckRow, ConversationRow, HistoryRow, MessageRow, OutboxRow
from tests.flows.build import NOW
from tests.runtime.playing import Play, Watch, meet, publish


class Words:
    """Hears an intent whose id is a word of the text, `name=value` as a slot, and `=value` as an answer."""

    name = "words"

    async def hear(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        return self.understand(text, hearing, now)

    def understand(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        words = text.split()
        slots = dict(word.split("=", 1) for word in words if "=" in word)
        heard = [
            Understood(item.intent, 0.8, {name: slots[name] for name in item.slots if name in slots}, text)
            for item in hearing.intents
            if item.intent in words
        ]
        if hearing.question is not None and "" in slots:
            heard.insert(0, Understood(ANSWER, 1.0, {hearing.question.name: slots[""]}, text))
        return Understanding(tuple(heard[:3]), self.name)


class Happened(NamedTuple):
    """All that can be compared, with bindings by their place."""

    told: list[Any]
    bindings: list[Any]
    posted: list[Any]
    armed: list[Any]
    said: list[Any]
    facts: Any


class Story(NamedTuple):
    flows: tuple[Flow, ...]
    opens: tuple[tuple[str, Mapping[str, Any]], ...]
    steps: Sequence[h.Happening]


async def told_to_the_runtime(app: App, watch: Watch, story: Story) -> tuple[Happened, int]:
    """What the runtime has stored in the end; and the conversation's bucket."""
    play = await played(app, watch, story)
    stored = await _stored(play)
    facts = await app.read(
        lambda session: contacts.all_facts(session, contacts.conversation(session, play.conversation_id))
    )

    await leave_off(app)
    return stored, facts.conversation.bucket


async def played(app: App, watch: Watch, story: Story) -> Play:
    """The conversation in which the story was told to the runtime."""
    watch.time = NOW
    await publish(app, *story.flows)
    play = await meet(app, watch)
    for process_type, data in story.opens:
        await play.start(process_type, **data)
        await _swept(play)
    for step in story.steps:
        await _happen(play, step)
    return play


async def leave_off(app: App) -> None:
    """Nothing that is planned happens any more."""

    def void(session: Any) -> None:
        session.exec(update(CheckRow).values(status="void"))
        session.exec(update(OutboxRow).values(status="void"))

    await app.write(void)


async def _swept(play: Play) -> None:
    while await play.sweep():
        pass


async def _happen(play: Play, step: h.Happening) -> None:
    match step:
        case h.Say(text):
            await play.say(text)
        case h.Event(value, payload, _, reference):
            kept = {REFERENCE: dict(reference)} if reference else {}
            await play.happen("event", value, payload=payload, about=kept)
        case h.Manual(value, payload):
            await _by_hand(play, "manual", value, payload)
        case h.GoTo(state, silent):
            await _by_hand(play, "manual", f"{GOTO}{state}", {"silent": True} if silent else {})
        case h.Outcome(value, payload):
            await _by_hand(play, "action", value, payload)
        case h.Release():
            await _by_hand(play, "action", "operator_released", {})
        case h.Wait() | h.WaitForNext():
            await _wait(play, step)
        case _:
            raise AssertionError(step)
    await _swept(play)


async def _by_hand(play: Play, kind: str, value: str, payload: Mapping[str, Any]) -> None:
    """Told to the first process: the story says so to both."""
    first = (await _opened(play))[0]
    await play.happen(kind, value, payload=payload, binding_id=first, source="operator")


async def _wait(play: Play, step: h.Wait | h.WaitForNext) -> None:
    lengths = {"1m": 60, "1h": 3600, "1d": 86400, "2d": 172800, "5d": 432000, "1w": 604800, "2w": 1209600}
    due = await _next_due(play)
    if isinstance(step, h.WaitForNext):
        until = due or play.watch.time
    else:
        until = datetime.fromtimestamp(play.watch.time.timestamp() + lengths[step.until], tz=NOW.tzinfo)
    while due is not None and due <= until:
        play.watch.time = max(play.watch.time, due)
        await _swept(play)
        due = await _next_due(play)
    play.watch.time = max(play.watch.time, until)


async def _next_due(play: Play) -> datetime | None:
    checks = [row.due for row in await play._rows(CheckRow, CheckRow.order) if row.status == "armed"]
    waiting = [row.not_before for row in await play.outbox() if row.status == "pending"]
    return min([*checks, *waiting], default=None)


async def _opened(play: Play) -> list[str]:
    """Bindings in the order they were opened."""
    query = (
        select(HistoryRow.binding_id)
        .join(BindingRow, col(BindingRow.id) == HistoryRow.binding_id)
        .where(BindingRow.conversation_id == play.conversation_id)
        .order_by(col(HistoryRow.order))
    )
    return list(dict.fromkeys(await play.app.read(lambda session: session.exec(query).all())))


async def _stored(play: Play) -> Happened:
    places = {name: f"#{place}" for place, name in enumerate(await _opened(play))}
    rows = {row.id: row for row in await play.all_bindings()}
    query = select(HistoryRow).order_by(col(HistoryRow.order))
    history = await play.app.read(lambda session: session.exec(query).all())
    outbox = await play.outbox()
    facts = await play.app.read(lambda session: contacts.facts(session, play.contact_id))
    held = await play.app.read(lambda session: session.get_one(ConversationRow, play.conversation_id).held)
    said = await play._rows(MessageRow, MessageRow.seq)
    return Happened(
        [
            (places[row.binding_id], row.kind, row.value, row.at, row.outcome, row.from_state, row.to_state, row.taken,
             row.revision, row.effects, row.channel, row.trace)
            for row in history
            if row.binding_id in places
        ],
        [
            (row.process_type, row.state, row.visit, row.revision, row.values, row.visits, row.misses, row.outcome,
             row.flagged, row.active_at, row.entered_at, places.get(row.started_by or ""))
            for row in (rows[name] for name in places)
        ],
        [
            (_placed(row.key, places), row.type, row.visit,
             row.status if row.status in ("pending", "held") else "over",
             row.not_before if row.status == "pending" else None)
            for row in outbox
        ],
        [
            (places[row.binding_id], row.name, row.transition, row.due, row.visit, row.keep, row.depth)
            for row in await play._rows(CheckRow, CheckRow.order)
            if row.status == "armed"
        ],
        [(row.sender, row.channel, row.text, [tuple(b.values()) for b in row.buttons], row.at) for row in said],
        (facts, held),
    )  # fmt: skip


def _placed(key: str, places: Mapping[str, str]) -> str:
    binding_id, _, rest = key.partition(":")
    return f"{places[binding_id]}:{rest}"


def told_to_the_world(story: Story, bucket: int) -> Happened:
    """What the pretend conversation holds in the end."""
    words = Words()
    channels = tuple(adapters())

    hooks = Hooks(words.understand, verdict, carried, channels, channels)
    beginning = Beginning(story.flows, story.opens, NOW, ContactFacts("Ana"), bucket=bucket)
    moved = begin(beginning, hooks)
    entries = list(moved.entries)
    world = moved.world
    for step in story.steps:
        step = _for_the_first(step, world)
        if not (isinstance(step, h.WaitForNext) and world.next_due is None):
            world, more = after(world, step, hooks)
            entries += more
    return _held(world, entries)


def _for_the_first(step: h.Happening, world: World) -> h.Happening:
    if isinstance(step, h.Manual | h.GoTo | h.Outcome | h.Release):
        return step._replace(binding_id=world.opened[0].id)
    return step


def _held(world: World, entries: Sequence[Entry]) -> Happened:
    places = {one.id: f"#{place}" for place, one in enumerate(world.opened)}
    told = [entry.told for entry in entries if isinstance(entry, ToldEntry)]
    posted = {one.effect.key: one for one in world.posted}
    return Happened(
        [
            (places[one.before.binding_id], one.change.kind, one.change.value, one.change.at,
             one.decision.trace.outcome, one.before.state, one.decision.binding.state, one.decision.trace.taken,
             one.decision.binding.revision, [effect.type for effect in one.decision.effects], one.change.channel,
             _json(one.decision.trace.as_json()))
            for one in told
        ],
        [
            (one.flow.process_type, one.binding.state, one.binding.visit, one.binding.revision,
             _json(dict(one.binding.data)), dict(one.binding.visits), one.binding.misses, one.outcome, one.flagged,
             one.active_at, one.binding.entered_at, places.get(one.started_by or ""))
            for one in world.opened
        ],
        [
            (_placed(one.key, places), one.type, one.visit, *_standing(posted.get(one.key)))
            for one in (entry.effect for entry in entries if isinstance(entry, EffectEntry))
            if one.type in ("send_message", "enqueue_followup", "update_backend")
        ],
        [
            (places[one.binding_id], one.name, one.transition, one.due, one.visit, one.keep, one.depth)
            for one in world.armed
        ],
        [(one.sender, one.channel, one.content.text, [*one.content.buttons], one.at) for one in world.said],
        (world.facts.contact, world.facts.conversation.held),
    )  # fmt: skip


def _standing(posted: Any) -> tuple[Any, ...]:
    if posted is None:
        return "over", None
    return posted.status, posted.not_before if posted.status == "pending" else None


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value))
