"""An empty database, and people in it; nothing else of an installation is needed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.store.session import Database, sqlite_url


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    opened = Database(sqlite_url(Path(shutil.copy(migrated_file, tmp_path))))
    yield opened
    opened.close()
