"""`converse users …`: the people who may sign in to the studio."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import datetime
from getpass import getpass
from typing import TYPE_CHECKING, cast

from runtime.cli.command import DONE, Command, Group
from runtime.cli.console import Console
from runtime.errors import UnknownUser
from runtime.users.actor import COMMAND_LINE, ROLES, Role

if TYPE_CHECKING:
    from sqlmodel import Session

    from runtime.store.links import Link
    from runtime.store.tables import UserRow
    from runtime.store.users import UserLine

NONE = "none"
"""No role for everything: what grants say, and nothing else."""


def _list(given: Namespace, console: Console) -> int:
    from runtime.cli.opening import opened
    from runtime.store import users

    with opened(given) as (_, database):
        found = database.read_now(users.listing)
    if not found:
        console.say("Nobody yet; `converse signin-link` makes the first admin.")
    else:
        console.table([("NAME", "ROLE", "PROCESSES", "STATE", "LAST SEEN"), *map(_row, found)])
    console.document({"users": [_as_json(one) for one in found]})
    return DONE


def _row(one: UserLine) -> tuple[str, ...]:
    grants = ", ".join(f"{process}={role}" for process, role in one.grants.items())
    return (one.name, one.role or NONE, grants or "–", _state(one), _at(one.seen_at) or "–")


def _as_json(one: UserLine) -> dict[str, object]:
    return {
        "id": one.id, "name": one.name, "email": one.email, "role": one.role, "grants": dict(one.grants),
        "state": _state(one), "sessions": one.sessions, "seen_at": _at(one.seen_at),
    }  # fmt: skip


def _state(one: UserLine) -> str:
    if one.disabled:
        return "disabled"
    return "active" if one.joined else "invited"


def _at(time: datetime | None) -> str | None:
    return None if time is None else f"{time:%Y-%m-%dT%H:%M}Z"


def _invite(given: Namespace, console: Console) -> int:
    from runtime.store import users

    return _show_link(
        given, console,
        lambda session: users.invite(
            session, COMMAND_LINE, given.name, given.email, _role(given.role), dict(given.grants)
        ),
    )  # fmt: skip


def _link(given: Namespace, console: Console) -> int:
    from runtime.store import users

    return _show_link(
        given, console, lambda session: users.new_link(session, COMMAND_LINE, _found(session, given.name).id)
    )


def _show_link(given: Namespace, console: Console, make: Callable[[Session], Link]) -> int:
    from runtime.cli.opening import opened
    from runtime.running import running_address

    with opened(given) as (installation, database):
        link = database.write_now(make)
    address = installation.studio_entrance(running_address(installation.folder, "studio"))
    path, what = ("join", "join") if link.kind == "invite" else ("reset", "choose a new password")
    url = f"{address}/{path}?token={link.token}"
    console.say(url)
    console.warn(f"It lets {given.name} {what} once, until {_at(link.until)}; send it to nobody else.")
    console.document({"url": url, "kind": link.kind, "user_id": link.user_id, "until": _at(link.until)})
    return DONE


def _password(given: Namespace, console: Console) -> int:
    """Ask for it where somebody sits at a terminal, so that it stands in no history and no list of processes."""
    from runtime.cli.opening import opened
    from runtime.store import joining, users
    from runtime.users import passwords

    with opened(given) as (_, database):
        somebody = database.read_now(lambda session: _found(session, given.name))
        password = getpass("New password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        passwords.check(password, somebody.name, somebody.email)
        kept = passwords.Passwords().hashed(password)

        def work(session: Session) -> None:
            user = users.get(session, somebody.id)
            joining.set_password(session, COMMAND_LINE, user, kept)
            joining.join(session, user)

        database.write_now(work)
    console.say(f"{given.name} has a new password, and is signed out everywhere.")
    console.document({"done": True})
    return DONE


def _set_role(given: Namespace, console: Console) -> int:
    from runtime.store import users

    def work(session: Session) -> None:
        user = _found(session, given.name)
        grants = next(one.grants for one in users.listing(session) if one.id == user.id)
        users.change(session, COMMAND_LINE, user.id, role=_role(given.role), grants=grants)

    return _do(given, console, work, f"{given.name} has the role “{given.role}” from now on.")


def _disable(given: Namespace, console: Console) -> int:
    from runtime.store import users

    return _do(
        given, console, lambda session: users.disable(session, COMMAND_LINE, _found(session, given.name).id),
        f"{given.name} is signed out everywhere, and can't sign in.",
    )  # fmt: skip


def _enable(given: Namespace, console: Console) -> int:
    from runtime.store import users

    return _do(
        given, console, lambda session: users.enable(session, COMMAND_LINE, _found(session, given.name).id),
        f"{given.name} can sign in again.",
    )  # fmt: skip


def _do(given: Namespace, console: Console, work: Callable[[Session], None], done: str) -> int:
    from runtime.cli.opening import opened

    with opened(given) as (_, database):
        database.write_now(work)
    console.say(done)
    console.document({"done": True})
    return DONE


def _found(session: Session, name: str) -> UserRow:
    from runtime.store import users

    user = users.called(session, name)
    if user is None:
        raise UnknownUser(f"There is no user “{name}”; `converse users list` shows who there is.")
    return user


def _role(text: str) -> Role | None:
    return None if text == NONE else cast("Role", text)


def _grant(text: str) -> tuple[str, str]:
    process, equals, role = text.partition("=")
    if not (process and equals and role in ROLES):
        raise ArgumentTypeError(f"“{text}” is no grant: PROCESS=ROLE, with one of {', '.join(ROLES)}")
    return process, role


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="who, by name or address")


def _invite_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what to call them")
    parser.add_argument(
        "--role", required=True, choices=(*ROLES, NONE),
        help=f"what they may do with every process; {NONE}: what grants say, and nothing else",
    )  # fmt: skip
    parser.add_argument("--email", metavar="E", help="an address by which they can sign in too")
    parser.add_argument(
        "--grant", dest="grants", action="append", type=_grant, default=[], metavar="PROCESS=ROLE",
        help="what they may do with one process beyond that; as often as you like",
    )  # fmt: skip


def _role_arguments(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("role", choices=(*ROLES, NONE), help="what they may do with every process")


GROUP = Group(
    "users",
    "Invite people to the studio, and say what they may do.",
    (
        Command("list", "Show who may sign in, and what they may do.", _list, examples=("users list",)),
        Command(
            "invite",
            "Print the link by which somebody new joins.",
            _invite,
            _invite_arguments,
            ("users invite Ana --role editor", "users invite Ben --role none --grant payment=operator"),
        ),
        Command(
            "role",
            "Give somebody another role; what they are granted stays.",
            _set_role,
            _role_arguments,
            ("users role Ana publisher",),
        ),
        Command(
            "disable",
            "Sign somebody out everywhere, and let them in no more.",
            _disable,
            _name,
            ("users disable Ana",),
        ),
        Command("enable", "Let somebody sign in again.", _enable, _name, ("users enable Ana",)),
        Command(
            "password",
            "Give somebody a password, typed or by standard input.",
            _password,
            _name,
            ("users password Ana",),
        ),
        Command(
            "link", "Print a new invitation, or a link for a new password.", _link, _name, ("users link Ana",)
        ),
    ),
)
