"""`converse migrate`: bring the database to this version."""

from __future__ import annotations

from argparse import Namespace

from runtime.cli.command import DONE, Command
from runtime.cli.console import Console
from runtime.masking import masked


def run(given: Namespace, console: Console) -> int:
    """Migrate; a database that is up to date is left as it is."""
    from runtime.cli.opening import opened

    with opened(given) as (installation, _):
        url = masked(installation.database_url)
    console.say(f"The database is up to date ({url}).")
    console.document({"database": url})
    return DONE


COMMAND = Command(
    "migrate", "Bring the database to this version; `converse up` does it too.", run, examples=("migrate",)
)
