"""A sandbox on a database of the test's own, with Monday morning for a clock and words for a detector."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from flows.model import Flow
from runtime import clock
from runtime.store import flows as store
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.services.editing import Editing
from studio.services.sandbox.model import Run, Setup
from studio.services.sandbox.sandbox import Sandbox
from studio.services.scenarios import Scenarios
from studio.services.trying import Trying
from tests.flows.build import NOW
from tests.runtime.twice import Words

VIEWER, EDITOR = Actor("vera", "viewer", id="vera"), Actor("eddy", "editor", id="eddy")


class Playing:
    """One person's sandbox: what they do, and the run after it."""

    def __init__(self, database: Database, actor: Actor = VIEWER) -> None:
        loaded: Any = Words
        self.database = database
        self.editing = Editing(database)
        self.sandbox = Sandbox(database, Trying(loaded))
        self.scenarios = Scenarios(self.sandbox, self.editing)
        self.actor = actor
        self.process_type = "demo"

    async def draft(self, *flows: Flow) -> None:
        """Make these drafts; the sandbox then plays the first."""
        self.process_type = flows[0].process_type

        def work(session: Any) -> None:
            for flow in flows:
                store.save_draft(session, flow, Actor("eddy", "editor"))

        await self.database.write(work)

    async def begin(self, setup: Setup | None = None, **changes: Any) -> Run:
        """A run with the default set-up, but for `changes`."""
        made = setup or await self.sandbox.default_setup(self.actor, self.process_type)
        return await self.sandbox.set_up(self.actor, self.process_type, made._replace(**changes))

    async def do(self, *happenings: Any) -> Run:
        """Let these happen, one after the other."""
        run = await self.sandbox.open(self.actor, self.process_type)
        for happening in happenings:
            run = await self.sandbox.do(self.actor, self.process_type, happening)
        return run

    async def go(self, step_id: str) -> Run:
        return await self.sandbox.go(self.actor, self.process_type, step_id)


@pytest.fixture
async def playing(database: Database) -> AsyncIterator[Playing]:
    with clock.reading(lambda: NOW):
        yield Playing(database)
