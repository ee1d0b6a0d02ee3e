"""The sandbox as a service: one run per person and flow, kept in memory until the studio ends."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from sqlmodel import Session

from flows.errors import FlowError
from flows.model import Flow
from flows.scenario import coverage, play
from flows.scenario_model import Scenario
from flows.world.happenings import Happening
from flows.world.hooks import Hooks
from runtime import clock
from runtime.channels.carrying import carried
from runtime.channels.registry import adapters
from runtime.policy.verdict import verdict
from runtime.store import bindings
from runtime.store.past import of_conversation
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.errors import NameMissing, StepRefused
from studio.services.sandbox.appearance import channels
from studio.services.sandbox.comparing import compared
from studio.services.sandbox.events import event_form
from studio.services.sandbox.masking import Mask, may_read
from studio.services.sandbox.model import Comparison, EventForm, Fork, Progress, Report, Run, Setup, Source
from studio.services.sandbox.real import retold
from studio.services.sandbox.recording import Recorded, happenings_of, recorded, setup_of
from studio.services.sandbox.run import Tree
from studio.services.sandbox.seeing import seen_by
from studio.services.sandbox.setups import default_setup
from studio.services.sandbox.sources import flow_of, is_stale, revisions_of, startable
from studio.services.trying import Trying

MOST_RUNS = 50
"""Kept for all people together; the one that was looked at longest ago goes first."""
Result = TypeVar("Result")


class _Kept(NamedTuple):
    """A run, whose turn it is, and how the drafts it plays are by now."""

    tree: Tree
    turn: asyncio.Lock
    revisions: tuple[int, ...]
    """Of the drafts when they were looked at last."""
    stale: bool = False
    """Whether they say something else by then than what is played."""
    texts: bool = False
    """Whether it shows what a real customer wrote."""

    def is_for(self, actor: Actor) -> bool:
        """Whether this person may still see all that the run was made of."""
        sees = all(actor.sees(source.process_type) for source in self.tree.setup.sources)
        return sees and (not self.texts or may_read(actor, self.tree.process_type))


class Sandbox:
    """Nobody is written to, and nothing is stored. Whoever may look at a flow may play it."""

    def __init__(self, database: Database, trying: Trying) -> None:
        self._database = database
        self._trying = trying
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        """By the person's id and process type."""

    # Runs

    async def open(self, actor: Actor, process_type: str, version: int | None = None) -> Run:
        """This person's run of a flow as they left it; else a new one, of a version or of the draft.

        Raises UnknownProcess, UnknownVersion, and StepRefused where the flow can't begin with invented data.
        """
        actor.require("viewer", process_type)
        kept = self._theirs(actor, process_type)
        if kept is not None and kept.tree.setup.sources[0].version == version:
            return await self._view(actor, process_type)
        return await self.set_up(actor, process_type, await self.default_setup(actor, process_type, version))

    async def look(self, actor: Actor, process_type: str, version: int | None = None) -> Run:
        """This person's run as it stands, whatever it plays by now; where it is gone, a new one of `version`."""
        actor.require("viewer", process_type)
        if self._theirs(actor, process_type) is not None:
            return await self._view(actor, process_type)
        return await self.open(actor, process_type, version)

    async def default_setup(self, actor: Actor, process_type: str, version: int | None = None) -> Setup:
        """A set-up that runs at once: data invented by type, and the flows that this one starts ready beside it."""
        actor.require("viewer", process_type)

        def read(session: Session) -> Setup:
            first = Source(process_type, version)
            flow = flow_of(session, first)
            others = [Source(name, None, opened=False) for name in startable(session, flow, actor)]
            return default_setup([(one, flow_of(session, one)) for one in (first, *others)], clock.now())

        return await self._database.read(read)

    async def set_up(self, actor: Actor, process_type: str, setup: Setup) -> Run:
        """Begin a run anew with this set-up. Raises UnknownProcess, UnknownVersion, and StepRefused for data that
        doesn't fit."""
        actor.require("viewer", process_type)
        for source in setup.sources:
            actor.require("viewer", source.process_type)
        await self._begin(actor, process_type, setup)
        return await self._view(actor, process_type)

    async def reset(self, actor: Actor, process_type: str) -> Run:
        """Begin the run anew, with the set-up it has and the drafts as they are now; a real one where it was opened."""
        actor.require("viewer", process_type)
        tree = self._of(actor, process_type).tree
        if tree.real is not None:
            return await self.open_real(actor, process_type, tree.real.binding_id, tree.real.order)
        return await self.set_up(actor, process_type, tree.setup)

    async def open_real(
        self, actor: Actor, process_type: str, binding_id: str, order: int | None = None
    ) -> Run:
        """A real conversation as a run, on the versions it is bound to, behind a line of the process's history.

        Its steps are what happened, told again with what was understood then; without a line, all of it. What is
        personal is masked, see `masking`; who is no operator doesn't see what was written. Nothing is stored or sent.
        Processes that are hidden from the actor never took part. Raises UnknownProcess, UnknownBinding, for one of
        another flow too, and NotFound for a line that isn't its.
        """
        actor.require("viewer", process_type)
        past = await self._database.read(
            lambda session: of_conversation(
                session, bindings.of_process(session, process_type, binding_id).conversation_id
            )
        )
        texts = may_read(actor, process_type)

        def work() -> Tree:
            mask, seen = Mask(past, texts=texts), seen_by(actor, past).past
            return retold(seen, binding_id, order, self._hooks(), self._trying.threshold, mask)

        self._keep(actor, _Kept(await asyncio.to_thread(work), asyncio.Lock(), (), texts=texts))
        return await self._view(actor, process_type)

    async def do(self, actor: Actor, process_type: str, happening: Happening) -> Run:
        """Let something happen where the run stands; behind the end of a fork or, in its middle, as a new one.

        Raises StepRefused where it can't happen; the run is then as it was.
        """
        return await self._change(actor, process_type, lambda tree: tree.do(happening, self._hooks()))

    async def go(self, actor: Actor, process_type: str, step_id: str) -> Run:
        """Be at a step again. Raises StepRefused for one that isn't there."""
        actor.require("viewer", process_type)
        kept = self._of(actor, process_type)
        async with kept.turn:
            kept.tree.go(step_id)
        return await self._view(actor, process_type)

    async def flows(self, actor: Actor, process_type: str) -> tuple[Flow, ...]:
        """The flows as the run plays them, in the order of its set-up's sources."""
        actor.require("viewer", process_type)
        return self._of(actor, process_type).tree.flows

    async def forks(self, actor: Actor, process_type: str) -> tuple[Fork, ...]:
        """Every way the run went."""
        actor.require("viewer", process_type)
        return tuple(self._of(actor, process_type).tree.forks())

    async def compare(self, actor: Actor, process_type: str, one: str, other: str) -> Comparison:
        """Two forks by the steps at their ends. Raises StepRefused for a step that isn't there."""
        actor.require("viewer", process_type)
        return compared(self._of(actor, process_type).tree, one, other)

    async def replay_on(self, actor: Actor, process_type: str) -> Run:
        """The same happenings, from the start to where the run stands, on the drafts as they are now.

        What can't happen any more is a step that says so, and the run goes on behind it.
        """
        actor.require("viewer", process_type)
        tree = self._of(actor, process_type).tree
        if tree.real is not None:
            raise StepRefused("What really happened can't be played on another map: it happened on this one.")
        happened = [node.step.happening for node in tree.line(tree.here)]
        await self._begin(actor, process_type, tree.setup, [one for one in happened if one is not None])
        return await self._view(actor, process_type)

    async def event_form(self, actor: Actor, process_type: str) -> tuple[EventForm, ...]:
        """The backend events that the run's flows hear, with what they read of each."""
        actor.require("viewer", process_type)
        tree = self._of(actor, process_type).tree
        return event_form(tree.node.world, personal=tree.real is None)

    # Scenarios

    async def as_scenario(self, actor: Actor, process_type: str, name: str) -> Recorded:
        """The run up to here as a scenario that expects what came. Raises NameMissing, StepRefused."""
        actor.require("viewer", process_type)
        if not name.strip():
            raise NameMissing("Give the scenario a name that says what happens in it.")
        tree = self._of(actor, process_type).tree
        if tree.real is not None:
            raise StepRefused(
                "A scenario stays with the flow for all to read: it isn't made of a real conversation."
            )
        line = tree.line(tree.here)
        return await asyncio.to_thread(recorded, tree.setup, line, tree.flows[0], name.strip(), self._hooks())

    async def play(
        self,
        actor: Actor,
        process_type: str,
        scenarios: Sequence[Scenario] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Play scenarios on the draft as it is now; all of its own by default. Each is played beside the event loop.

        Cancelling the task ends it after the scenario that is being played.
        """
        actor.require("viewer", process_type)
        flow = await self._database.read(lambda session: flow_of(session, Source(process_type)))
        chosen = flow.scenarios if scenarios is None else tuple(scenarios)
        hooks = self._hooks()
        played = []
        for number, scenario in enumerate(chosen, start=1):
            played.append(await asyncio.to_thread(play, flow, scenario, hooks.understand, hooks.may_send))
            if progress is not None:
                progress(Progress(number, len(chosen), played[-1]))
        return Report(tuple(played), coverage(flow, played), self._trying.detector_name)

    async def open_at(self, actor: Actor, process_type: str, scenario: Scenario, step: int) -> Run:
        """A scenario as a run that stands at its step of this number, the first being 1; 0 is the start.

        Raises StepRefused where its start doesn't fit the flow.
        """
        actor.require("viewer", process_type)
        flow = await self._database.read(lambda session: flow_of(session, Source(process_type)))
        try:
            setup = setup_of(flow, None, scenario)
        except FlowError as error:
            raise StepRefused(str(error)) from error
        await self._begin(actor, process_type, setup, happenings_of(flow, scenario, step))
        return await self._view(actor, process_type)

    # Inside

    def _hooks(self) -> Hooks:
        own = tuple(name for name, adapter in adapters().items() if adapter.capabilities.own_addresses)
        return Hooks(self._trying.understand, verdict, carried, channels(), own)

    async def _begin(
        self, actor: Actor, process_type: str, setup: Setup, happened: Sequence[Happening] = ()
    ) -> None:
        flows, revisions = await self._database.read(
            lambda session: (
                [flow_of(session, source) for source in setup.sources],
                revisions_of(session, setup),
            )
        )

        def work() -> Tree:
            tree, hooks = Tree(process_type, setup, flows, self._trying.threshold), self._hooks()
            tree.start(hooks)
            for happening in happened:
                tree.try_to(happening, hooks)
            return tree

        self._keep(actor, _Kept(await asyncio.to_thread(work), asyncio.Lock(), revisions))

    def _keep(self, actor: Actor, kept: _Kept) -> None:
        key = (actor.id, kept.tree.process_type)
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_RUNS:
            self._kept.popitem(last=False)

    def _theirs(self, actor: Actor, process_type: str) -> _Kept | None:
        """This person's run, where there is one that is still for them."""
        kept = self._kept.get((actor.id, process_type))
        return kept if kept is not None and kept.is_for(actor) else None

    def _of(self, actor: Actor, process_type: str) -> _Kept:
        kept = self._theirs(actor, process_type)
        if kept is None:
            raise StepRefused("This run isn't there any more; open the sandbox again.")
        self._kept.move_to_end((actor.id, process_type))
        return kept

    async def _change(self, actor: Actor, process_type: str, change: Callable[[Tree], Result]) -> Run:
        actor.require("viewer", process_type)
        kept = self._of(actor, process_type)
        async with kept.turn:
            await asyncio.to_thread(change, kept.tree)
        return await self._view(actor, process_type)

    async def _view(self, actor: Actor, process_type: str) -> Run:
        kept = self._of(actor, process_type)
        revisions = await self._database.read(partial(revisions_of, setup=kept.tree.setup))
        if revisions != kept.revisions:
            stale = await self._database.read(partial(is_stale, tree=kept.tree))
            known, kept = kept, kept._replace(revisions=revisions, stale=stale)
            if self._kept.get((actor.id, process_type)) is known:  # else it was begun anew meanwhile
                self._kept[actor.id, process_type] = kept
        return kept.tree.view(stale=kept.stale)
