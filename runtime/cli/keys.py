"""`converse keys list|make|revoke`: the keys that other programs call the API with."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from runtime.cli.command import DONE, Command, Group
from runtime.cli.console import Console, plural

if TYPE_CHECKING:
    from runtime.store.keys import KeyLine


def list_keys(given: Namespace, console: Console) -> int:
    """Show every key that was ever made, but for its secret."""
    from runtime import clock
    from runtime.cli.opening import opened
    from runtime.store import keys

    with opened(given) as (_, database):
        lines = database.read_now(keys.listing)
    now = clock.now()
    if not lines:
        console.warn("There is no key but the installation's own; `converse keys make` makes one.")
    else:
        rows = [
            (line.id, line.name, f"{line.prefix}…", " ".join(line.scopes), _day(line.last_used_at), _state(line, now))
            for line in lines
        ]  # fmt: skip
        console.table([("ID", "NAME", "BEGINS", "SCOPES", "LAST USED", ""), *rows])
    console.document({"keys": [_document(line, now) for line in lines]})
    return DONE


def _state(line: KeyLine, now: datetime) -> str:
    if line.revoked_at is not None:
        return "revoked"
    if line.expires_at is None:
        return "good"
    return "expired" if line.expires_at <= now else f"good until {_day(line.expires_at)}"


def _day(at: datetime | None) -> str:
    return "–" if at is None else f"{at:%Y-%m-%d}"


def _document(line: KeyLine, now: datetime) -> dict[str, object]:
    times = {name: at.isoformat() for name, at in line._asdict().items() if isinstance(at, datetime)}
    return {**line._asdict(), **times, "good": _state(line, now).startswith("good")}


def make_key(given: Namespace, console: Console) -> int:
    """Make a key and print it: this once."""
    from runtime.cli.opening import opened
    from runtime.store import keys
    from runtime.users.actor import COMMAND_LINE

    until = keys.good_until(given.days)
    with opened(given) as (installation, database):
        usual = installation.settings.server.per_minute
        per_minute = usual if given.per_minute is None else given.per_minute
        made = database.write_now(
            lambda session: keys.make(session, COMMAND_LINE, given.name, given.scopes, until, per_minute)
        )
    if not console.as_json:
        console.print(made.token)
    good = "until it is revoked" if given.days is None else f"for {plural(given.days, 'day')}"
    console.warn(f"It is shown only now, and good {good}. Revoke it: converse keys revoke {made.id}")
    console.document(
        {"id": made.id, "key": made.token, "expires_at": None if until is None else until.isoformat()}
    )
    return DONE


def _make_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what uses it, as the audit trail names it")
    parser.add_argument(
        "--scope", dest="scopes", action="append", required=True, metavar="SCOPE",
        help="what it may do, as often as needed: messages, events, flows:read, flows:write, operate, admin",
    )  # fmt: skip
    parser.add_argument("--days", type=int, metavar="N", help="how long it is good (default: until revoked)")
    parser.add_argument(
        "--per-minute", type=int, metavar="N", help="how often it may ask (default: server.per_minute)"
    )


def revoke_key(given: Namespace, console: Console) -> int:
    """Make a key worthless at once."""
    from runtime.cli.opening import opened
    from runtime.store import keys
    from runtime.users.actor import COMMAND_LINE

    with opened(given) as (_, database):
        database.write_now(lambda session: keys.revoke(session, COMMAND_LINE, given.id))
    console.say("Revoked; programs that use it are refused from now on.")
    console.document({"id": given.id, "revoked": True})
    return DONE


def _revoke_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the key's id, as `converse keys list` shows it")


GROUP = Group(
    "keys",
    "Make, list and revoke keys of the API.",
    (
        Command("list", "Show the keys that were made.", list_keys, examples=("keys list",)),
        Command(
            "make",
            "Make a key, and print it this once.",
            make_key,
            _make_arguments,
            ("keys make shop --scope events --scope messages --days 90",),
        ),
        Command(
            "revoke",
            "Make a key worthless at once.",
            revoke_key,
            _revoke_arguments,
            ("keys revoke 0192f0c1   # an id of `converse keys list`",),
        ),
    ),
)
