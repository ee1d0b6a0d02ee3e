"""The scenarios of a draft: played beside the event loop, kept with how they went, and edited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from flows import codec
from flows.model import Flow
from flows.scenario import Coverage, Played, coverage
from flows.scenario_model import Expect, Scenario
from runtime.users.actor import Actor
from studio.editor.ops import PutScenario
from studio.errors import NameMissing
from studio.services.editing import Editing
from studio.services.sandbox.lapsed import Lapsed, lapsed
from studio.services.sandbox.model import Progress
from studio.services.sandbox.sandbox import Sandbox

NAMELESS = "Give the scenario a name that says what happens in it."


class Listed(NamedTuple):
    """A scenario of the draft."""

    scenario: Scenario
    played: Played | None
    """How it went on the draft as it is; None: it wasn't played since the draft or itself was changed."""
    lapsed: tuple[Lapsed, ...]


class Listing(NamedTuple):
    """The scenarios of a draft, and the transitions that those played take together."""

    flow: Flow
    scenarios: tuple[Listed, ...]
    coverage: Coverage

    def named(self, name: str) -> Listed | None:
        return next((one for one in self.scenarios if one.scenario.name == name), None)

    @property
    def was_played(self) -> bool:
        return any(one.played is not None for one in self.scenarios)


class Scenarios:
    """How a scenario went is kept for everybody until the draft behaves otherwise or the studio ends."""

    def __init__(self, sandbox: Sandbox, editing: Editing) -> None:
        self._sandbox = sandbox
        self._editing = editing
        self._played: dict[str, tuple[str, dict[str, Played]]] = {}
        """Process type → the digest it was played on, and each scenario's last play."""

    async def listing(self, actor: Actor, process_type: str) -> Listing:
        """The scenarios as they are now. Raises UnknownProcess."""
        flow = (await self._editing.open(actor, process_type)).flow
        return await asyncio.to_thread(self._listing, flow)

    async def play(
        self,
        actor: Actor,
        process_type: str,
        names: Collection[str] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Listing:
        """Play those of these names, or all. Cancelling the task keeps what was played until then."""
        flow = (await self._editing.open(actor, process_type)).flow
        chosen = [one for one in flow.scenarios if names is None or one.name in names]
        digest = await asyncio.to_thread(codec.digest, flow)

        def told(now: Progress) -> None:
            self._keep(process_type, digest, now.played)
            if progress is not None:
                progress(now)

        await self._sandbox.play(actor, process_type, chosen, told)
        return await self.listing(actor, process_type)

    async def put(self, actor: Actor, process_type: str, scenario: Scenario, instead: str | None) -> None:
        """One undoable edit of the draft: `instead` of the scenario of that name, or as a new one.

        Raises RoleTooLow, NameMissing, and EditRefused where the name is taken.
        """
        actor.require("editor", process_type)
        if not scenario.name.strip():
            raise NameMissing(NAMELESS)
        value = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        await self._edit(actor, process_type, PutScenario(scenario=instead, value=value))

    async def remove(self, actor: Actor, process_type: str, name: str) -> None:
        """Raises RoleTooLow, and EditRefused where there is none of this name."""
        await self._edit(actor, process_type, PutScenario(scenario=name, value=None))

    async def duplicate(self, actor: Actor, process_type: str, name: str) -> str:
        """A copy behind all others; its name. Raises RoleTooLow, EditRefused."""
        actor.require("editor", process_type)
        listing = await self.listing(actor, process_type)
        found = listing.named(name)
        if found is None:
            await self.remove(actor, process_type, name)  # which says that it isn't there
            return name
        copy = free_name(f"{name} (copy)", [one.scenario.name for one in listing.scenarios])
        await self.put(actor, process_type, found.scenario.model_copy(update={"name": copy}), None)
        return copy

    async def undo(self, actor: Actor, process_type: str) -> str:
        """Take back this person's latest edit of the draft; what that was. Raises RoleTooLow, EditRefused."""
        done = await self._editing.undo(actor, process_type)
        return done.label if done is not None else ""

    async def _edit(self, actor: Actor, process_type: str, op: PutScenario) -> None:
        actor.require("editor", process_type)
        rev = (await self._editing.open(actor, process_type)).rev
        await self._editing.do(actor, process_type, op, rev)

    def _listing(self, flow: Flow) -> Listing:
        digest, kept = self._played.get(flow.process_type, ("", {}))
        if digest and digest != codec.digest(flow):
            kept = {}
        found = []
        for scenario in flow.scenarios:
            played = kept.get(scenario.name)
            if played is not None and played.scenario != scenario:
                played = None
            found.append(Listed(scenario, played, lapsed(flow, scenario)))
        taken = coverage(flow, [one.played for one in found if one.played is not None])
        return Listing(flow, tuple(found), taken)

    def _keep(self, process_type: str, digest: str, played: Played) -> None:
        on, kept = self._played.get(process_type, ("", {}))
        kept = kept if on == digest else {}
        self._played[process_type] = (digest, {**kept, played.scenario.name: played})


def expecting(scenario: Scenario, kept: Collection[str]) -> Scenario:
    """The scenario with no more than these expectations: names in `Expect`."""
    steps = [
        step.model_copy(
            update={
                "expect": Expect(
                    **{
                        name: value
                        for name, value in step.expect
                        if name in kept and step.expect.expects(name)
                    }
                )
            }
        )
        for step in scenario.steps
    ]
    return scenario.model_copy(update={"steps": tuple(steps)})


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """The name itself, or with the first number that is free."""
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted} {number}"
    return free
