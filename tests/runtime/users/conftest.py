"""An empty database, and people in it; nothing else of an installation is needed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from runtime.store.session import Database, sqlite_url


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    opened = Database(sqlite_url(Path(shutil.copy(migrated_file, tmp_path))))
    # Nobody pulls the plug here, and a commit is a hundred times cheaper without its fsync.
    event.listen(opened.engine, "connect", lambda sqlite, _: sqlite.execute("PRAGMA synchronous=OFF"))
    yield opened
    opened.close()
