"""An entries panel on a page of its own, beside a real workbench on a real draft."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from nicegui import ui
from nicegui.testing import User

from studio.panels.bench import Bench
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
    """Opens a panel on a shipped flow."""

    async def open_it(panel: Callable[[Bench], None], process_type: str = "payment_collection") -> Workbench:
        benches: list[Workbench] = []

        async def build(visit: Visit) -> None:
            bench = Workbench(visit, await services.editing.open(visit.actor, process_type))
            panel(bench)
            ui.timer(0, bench.acting(bench.begin), once=True)
            benches.append(bench)

        add_page(StudioPage("/entries", build, "viewer"), services)
        await user.open("/entries")
        return benches[-1]

    return open_it
