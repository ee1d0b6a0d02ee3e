"""The inspector on a page of its own, beside a real workbench on a real draft."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from nicegui import ui
from nicegui.testing import User

from studio.panels.inspector import inspector
from studio.panels.workbench import Workbench
from studio.services import Services
from studio.visit import StudioPage, Visit, add_page

Open = Callable[..., Awaitable[Workbench]]


@pytest.fixture(scope="session")
def migrated(stocked_file: Path) -> Path:
    """Shipped flows are published."""
    return stocked_file


@pytest.fixture
async def opened(user: User, services: Services) -> Open:
    """Opens a shipped flow, with states or transitions selected."""

    async def open_it(
        *,
        states: tuple[str, ...] = (),
        transitions: tuple[str, ...] = (),
        process_type: str = "payment_collection",
    ) -> Workbench:
        benches: list[Workbench] = []

        async def build(visit: Visit) -> None:
            bench = Workbench(visit, await services.editing.open(visit.actor, process_type))
            bench.select(states, transitions)
            inspector(bench)
            ui.timer(0, bench.acting(bench.begin), once=True)
            benches.append(bench)

        add_page(StudioPage("/inspected", build, "viewer"), services)
        await user.open("/inspected")
        return benches[-1]

    return open_it
