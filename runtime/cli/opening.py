"""The database of a command that needs no running process."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from runtime.installation import Installation, open_installation

if TYPE_CHECKING:
    from runtime.store.session import Database


@contextmanager
def opened(given: Namespace) -> Iterator[tuple[Installation, Database]]:
    """The installation at --data, made where there is none, with its database migrated."""
    from runtime.store.migrate import migrate
    from runtime.store.session import Database

    installation = open_installation(given.data)
    with installation.folder.changing():
        migrate(installation.database_url)
    database = Database(installation.database_url)
    try:
        yield installation, database
    finally:
        database.close()
