"""`converse signin-link [NAME]`: a new way into the studio."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from runtime.cli.command import DONE, Command
from runtime.cli.console import Console


def run(given: Namespace, console: Console) -> int:
    """Print a link that signs in once."""
    from runtime.cli.opening import opened
    from runtime.running import running_address
    from runtime.store.joining import signin_link
    from runtime.store.links import VALID

    with opened(given) as (installation, database):
        token = database.write_now(lambda session: signin_link(session, given.name))
    address = installation.studio_entrance(running_address(installation.folder, "studio"))
    url = f"{address}/sign-in?token={token}"
    minutes = int(VALID["signin"].total_seconds() // 60)
    console.say(url)
    console.warn(f"It signs {given.name or 'the first admin'} in once, within {minutes} minutes.")
    console.document({"url": url, "valid_minutes": minutes})
    return DONE


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="whom it signs in, by name or address (default: the first admin)",
    )


COMMAND = Command(
    "signin-link", "Print a link that signs in to the studio once.", run, _arguments,
    ("signin-link", "signin-link ana@example.com"),
)  # fmt: skip
"""Needs no password, so that nobody can lock an installation's owner out by guessing at theirs."""
