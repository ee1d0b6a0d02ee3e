"""The sandbox's page on a database of the test's own, with Monday morning for a clock and words for a detector."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from nicegui.testing import User

from runtime import clock
from runtime.store.session import Database
from studio.services import Services, services_on
from tests.flows.build import NOW
from tests.runtime.twice import Words


@pytest.fixture(scope="session")
def migrated(stocked_file: Path) -> Path:
    """Shipped flows are published."""
    return stocked_file


@pytest.fixture
def services(database: Database) -> Services:
    made, words = services_on(database), cast("Any", Words)
    made.trying._load = words  # what understands is shared by all services
    return made


@pytest.fixture
async def page(user: User) -> AsyncIterator[User]:
    """Somebody who opened the sandbox of a shipped flow."""
    with clock.reading(lambda: NOW):
        await user.open("/flows/payment_collection/try")
        await user.should_see("Your systems")
        yield user
