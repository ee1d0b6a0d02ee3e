"""When these tests take place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)
"""Ten in the morning in Berlin."""


@pytest.fixture
def now() -> datetime:
    return FRIDAY
