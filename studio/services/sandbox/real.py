"""A real conversation as a run: its stored changes told again up to a moment, to go on from there by pretending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flows.binding import ContactFacts, Facts
from flows.changes import GOTO
from flows.effects import SetContact, Tag
from flows.model import Flow
from flows.world import happenings as h
from flows.world.entries import EffectEntry, Entry, SaidEntry
from flows.world.hooks import Hooks
from flows.world.retelling import Turned, as_stored, retell
from flows.world.turning import RELEASED
from flows.world.world import World
from runtime.errors import NotFound
from runtime.store.past import Past
from studio.services.sandbox.explaining import person
from studio.services.sandbox.masking import Mask
from studio.services.sandbox.model import Real, Setup, Source
from studio.services.sandbox.run import Tree
from studio.services.sandbox.setups import started_elsewhere

BY_THEMSELVES = ("effect", "process")
"""Sources of what follows from something else: it belongs to its step."""
SOON = timedelta(minutes=1)
"""What follows later than this is a step of its own."""
MOST_REAL = 500
"""A run shows so many steps of what happened; what lies before is in its first."""
MOST_SAID = 200
"""And so many messages from before the process began."""
ROUNDS = 3


class Moment(NamedTuple):
    """What happened at once: something from outside, and what followed from it by itself."""

    turned: tuple[Turned, ...]

    @property
    def first(self) -> Turned:
        return self.turned[0]


def retold(
    past: Past, binding_id: str, order: int | None, hooks: Hooks, threshold: float, mask: Mask
) -> Tree:
    """The run of a real process behind a line of its history; without one, as it stands now.

    `mask` says what of it is personal. Raises NotFound for a line that isn't its.
    """
    turned, at_end = _until(past, binding_id, order)
    moments = list(_moments(mask.turned(one) for one in turned))
    told = _Retelling(past, binding_id, mask, hooks)
    first = max(_opening(moments, binding_id), len(moments) - MOST_REAL)
    flow = past.beginnings[binding_id].flow
    facts = told.facts_before(moments)
    world = World(moments[0].first.change.at, facts, told.openable)
    tree = Tree(flow.process_type, told.setup(moments[first], facts), told.flows(), threshold)
    tree.shown = lambda step: mask.step(step, real=True)
    entries: list[Entry] = []
    for place, moment in enumerate(moments):
        before = world
        world, more = told.tell(world, moment)
        entries = [*_only_said(entries), *more] if place <= first else more
        if place == len(moments) - 1 and at_end:
            world, wrong = told.finished(world)
            entries += wrong
        if place == first:
            tree.put(None, None, world, entries)
        elif place > first:
            tree.put(_happening(moment), before, world, entries)
    steps = len(moments) - first
    line = next(
        line for one in reversed(turned) for line in reversed(one.told) if line.binding_id == binding_id
    )
    tree.real = Real(binding_id, line.order if order is None else order, world.now, steps)
    tree.shown = lambda step: mask.step(step, real=False)
    return tree


class _Retelling:
    """The conversation being told again, with the process it is about in front."""

    def __init__(self, past: Past, binding_id: str, mask: Mask, hooks: Hooks) -> None:
        self._past = past
        self._binding_id = binding_id
        self._mask = mask
        self._hooks = hooks
        self._beginnings = {name: mask.beginning(one) for name, one in past.beginnings.items()}
        self.openable = tuple(_openable(past))
        """What takes part in the run: the processes of the conversation, and those that they start."""

    def tell(self, world: World, moment: Moment) -> tuple[World, list[Entry]]:
        """One moment."""
        entries: list[Entry] = []
        for turned in moment.turned:
            world, more = retell(world, turned, self._beginnings, self._hooks)
            entries += more
        opened = sorted(world.opened, key=lambda one: one.id != self._binding_id)
        return self._mask.world(world._replace(opened=tuple(opened))), entries

    def finished(self, world: World) -> tuple[World, list[Entry]]:
        """At the end every process is as it is stored."""
        entries: list[Entry] = []
        for stored in self._past.stored.values():
            masked = stored._replace(data=self._mask.data(stored.data))
            world, more = as_stored(world, masked)
            entries += more
        return world, entries

    def facts_before(self, moments: Sequence[Moment]) -> Facts:
        """What was known of the contact at first: what is known now, but for what the conversation itself set.

        What it set is found by telling it; each round may find that it goes another way, and sets something else.
        """
        now = self._past.facts
        unset: frozenset[str] = frozenset()
        for _ in range(ROUNDS):
            facts = _without(now, self._mask, unset)
            world = World(moments[0].first.change.at, facts, self.openable)
            found = set(unset)
            for moment in moments:
                world, entries = self.tell(world, moment)
                found.update(_set_by(entries))
            if found == unset:
                break
            unset = frozenset(found)
        return _without(now, self._mask, unset)

    def flows(self) -> tuple[Flow, ...]:
        """The flows to look at, the process's own first: as they are pinned, and those that could be opened."""
        pinned = {one.flow.process_type: one.flow for one in self._past.beginnings.values()}
        mine = self._past.beginnings[self._binding_id].flow
        shown = {mine.process_type: mine} | {flow.process_type: flow for flow in self.openable} | pinned
        return tuple((shown | {mine.process_type: mine}).values())

    def setup(self, moment: Moment, facts: Facts) -> Setup:
        """How a run like it would begin."""
        sources = tuple(
            Source(flow.process_type, flow.version, place == 0, self._given(flow) if place == 0 else {})
            for place, flow in enumerate(self.flows())
        )
        return Setup(
            sources, moment.first.change.at, self._mask.person(person(facts.contact)), moment.first.channel or "chat",
            bucket=facts.conversation.bucket,
        )  # fmt: skip

    def _given(self, flow: Flow) -> Mapping[str, Any]:
        beginning = self._beginnings[self._binding_id]
        given = beginning.now if beginning.given is None else beginning.given
        return {name: value for name, value in self._mask.shown_data(given).items() if name in flow.data}


def _openable(past: Past) -> Iterator[Flow]:
    """Of the flows that take part, the versions that are current."""
    current = {flow.process_type: flow for flow in past.current}
    wanted = [one.flow for one in past.beginnings.values()]
    known: set[str] = set()
    while wanted:
        flow = wanted.pop(0)
        if flow.process_type in known:
            continue
        known.add(flow.process_type)
        if flow.process_type in current:
            yield current[flow.process_type]
        wanted += [current[name] for name in started_elsewhere(flow) if name in current]


def _until(past: Past, binding_id: str, order: int | None) -> tuple[list[Turned], bool]:
    """What was handled up to a line and what followed from that by itself, and whether that is all."""
    mine = [
        place
        for place, one in enumerate(past.turned)
        for line in one.told
        if line.binding_id == binding_id and order in (None, line.order)
    ]
    if not mine:
        raise NotFound("This moment isn't in the history of this conversation.")
    if order is None:
        return list(past.turned), True
    end = mine[-1] + 1
    while end < len(past.turned) and _follows(past.turned[end], past.turned[mine[-1]].change.at):
        end += 1
    return list(past.turned[:end]), end == len(past.turned)


def _follows(turned: Turned, cause: datetime) -> bool:
    return turned.change.source in BY_THEMSELVES and turned.change.at - cause < SOON


def _moments(turned: Iterator[Turned]) -> Iterator[Moment]:
    held: list[Turned] = []
    for one in turned:
        if held and not _follows(one, held[0].change.at):
            yield Moment(tuple(held))
            held = []
        held.append(one)
    if held:
        yield Moment(tuple(held))


def _opening(moments: Sequence[Moment], binding_id: str) -> int:
    """The moment in which the process began."""
    for place, moment in enumerate(moments):
        if any(line.binding_id == binding_id for one in moment.turned for line in one.told):
            return place
    return 0


def _only_said(entries: Sequence[Entry]) -> list[SaidEntry]:
    """What was said before the process began; all else of then is another story."""
    return [entry for entry in entries if isinstance(entry, SaidEntry)][-MOST_SAID:]


def _set_by(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        effect = entry.effect if isinstance(entry, EffectEntry) else None
        if isinstance(effect, SetContact):
            yield from effect.values
        elif isinstance(effect, Tag):
            yield from (f"tag:{one}" for one in (*effect.add, *effect.remove))


def _without(now: Facts, mask: Mask, unset: frozenset[str]) -> Facts:
    """The facts with nothing of what was set since."""
    contact = mask.contact(now.contact)
    blank = ContactFacts()._asdict()
    own = {name: blank[name] for name in ("name", "locale", "timezone", "opted_out") if name in unset}
    attributes = {name: value for name, value in contact.attributes.items() if name not in unset}
    tags = tuple(tag for tag in contact.tags if f"tag:{tag}" not in unset)
    conversation = now.conversation._replace(channel=None, held=False)
    return Facts(contact._replace(**own, attributes=attributes, tags=tags), conversation)


def _happening(moment: Moment) -> h.Happening:
    """The real thing as what one would have done in the sandbox."""
    change, heard = moment.first.change, moment.first.heard
    if heard is not None:
        return h.Say(heard.text, change.channel)
    value, binding_id = change.value or "", change.binding_id
    match change.kind:
        case "event":
            return h.Event(value, change.payload, binding_id)
        case "manual" if value.startswith(GOTO):
            return h.GoTo(value.removeprefix(GOTO), bool(change.payload.get("silent")), binding_id)
        case "manual":
            return h.Manual(value, change.payload, binding_id)
        case "action" if value == RELEASED:
            return h.Release(binding_id)
        case "timeout":
            return h.WaitForNext()
        case _:
            return h.Outcome(value, change.payload, binding_id)
