"""The detector as it runs: `make setup` fetched its weights."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from runtime.understanding import weights
from runtime.understanding.encoder import Encoder
from runtime.understanding.local import LocalDetector

FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)
"""Ten in the morning in Berlin."""


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    found = weights.find()
    assert found, "The weights are missing: run `make setup`."
    return Encoder(found)


@pytest.fixture(scope="session")
def detector(encoder: Encoder) -> LocalDetector:
    return LocalDetector(encoder)


@pytest.fixture
def now() -> datetime:
    return FRIDAY
