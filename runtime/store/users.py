"""The people who may sign in, and what each may do. How they come in is in `joining`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, delete, or_, select

from runtime import clock
from runtime.errors import InvalidUser, NameTaken, Refused, UnknownProcess, UnknownUser
from runtime.store import admins, audit, links, sessions
from runtime.store import flows as processes
from runtime.store.tables import GrantRow, SessionRow, UserRow
from runtime.users.actor import NO_GRANTS, ROLES, Actor, Role, as_role
from runtime.users.names import folded, valid_email, valid_name


class UserLine(NamedTuple):
    """Somebody in the list of people. Times are UTC, `seen_at` to the minute."""

    id: str
    name: str
    email: str | None
    role: Role | None
    grants: Mapping[str, Role]
    joined: bool
    """Whether they ever came in; if not, they are invited only."""
    disabled: bool
    oidc: bool
    """Whether an identity provider vouches for them."""
    password: bool
    sessions: int
    """Browsers that are signed in."""
    seen_at: datetime | None


# Who there is


def add(session: Session, name: str, role: Role | None, email: str | None = None) -> UserRow:
    """Somebody new, who can't come in before they get a link, a password or an identity.

    Raises InvalidUser, and NameTaken for a name or an address that somebody has.
    """
    user = UserRow(name="", folded="", role=role or "", created_at=clock.now())
    _call(session, user, name, email)
    session.add(user)
    session.flush()
    return user


def get(session: Session, user_id: str) -> UserRow:
    """A user by their id. Raises UnknownUser."""
    user = session.get(UserRow, user_id)
    if user is None:
        raise UnknownUser
    return user


def named(session: Session, name: str) -> UserRow | None:
    """The user of this name, however it is written."""
    return session.exec(select(UserRow).where(UserRow.folded == folded(name))).first()


def called(session: Session, name_or_email: str) -> UserRow | None:
    """The user of this name or this address. No name has an @ in it, so none is another's address."""
    sought = folded(name_or_email)
    return session.exec(
        select(UserRow).where(or_(UserRow.folded == sought, UserRow.email_folded == sought))
    ).first()


def listing(session: Session) -> tuple[UserLine, ...]:
    """Everybody, by name, the disabled last."""
    grants: defaultdict[str, dict[str, Role]] = defaultdict(dict)
    for grant in session.exec(select(GrantRow).order_by(GrantRow.process_type)):
        if (role := as_role(grant.role)) is not None:
            grants[grant.user_id][grant.process_type] = role
    seen = dict(
        session.exec(
            select(SessionRow.user_id, func.max(SessionRow.seen_at)).group_by(SessionRow.user_id)
        ).all()
    )
    counts = dict(
        session.exec(
            select(SessionRow.user_id, func.count()).where(*sessions.going_on()).group_by(SessionRow.user_id)
        ).all()
    )
    rows = session.exec(select(UserRow).order_by(col(UserRow.disabled_at).is_not(None), UserRow.folded))
    return tuple(
        UserLine(
            row.id, row.name, row.email, as_role(row.role), dict(grants[row.id]), row.joined_at is not None,
            row.disabled_at is not None, row.oidc_subject is not None, row.password_hash is not None,
            counts.get(row.id, 0), seen.get(row.id),
        )
        for row in rows
    )  # fmt: skip


def refuse_disabled(user: UserRow) -> None:
    """Raises Refused for somebody who can't come in, whatever they are given."""
    if user.disabled_at is not None:
        raise Refused(f"“{user.name}” is disabled; enable them first.")


# What admins do


def invite(
    session: Session,
    actor: Actor,
    name: str,
    email: str | None = None,
    role: Role | None = None,
    grants: Mapping[str, Role] = NO_GRANTS,
) -> links.Link:
    """Somebody new, with the link by which they join.

    Raises InvalidUser, NameTaken, and UnknownProcess for a grant on none.
    """
    actor.require("admin")
    user = add(session, name, _valid_role(role), email)
    detail = {"name": user.name, "role": user.role or None, "grants": dict(grants)}
    audit.note(session, actor, "user.invited", "user", user.id, detail)
    for process_type, granted in grants.items():
        _grant(session, user.id, process_type, granted)
    return links.new_link(session, "invite", user.id)


def new_link(session: Session, actor: Actor, user_id: str) -> links.Link:
    """Another invitation for somebody who hasn't joined, else a way to a new password. Older ones are spent.

    Raises UnknownUser, and Refused for somebody who is disabled.
    """
    actor.require("admin")
    user = get(session, user_id)
    refuse_disabled(user)
    if user.joined_at is None:
        audit.note(session, actor, "user.linked", "user", user.id, {"name": user.name})
        return links.new_link(session, "invite", user.id)
    audit.note(session, actor, "user.reset_link", "user", user.id, {"name": user.name})
    return links.new_link(session, "reset", user.id)


def change(
    session: Session, actor: Actor, user_id: str, *, role: Role | None, grants: Mapping[str, Role]
) -> None:
    """What somebody may do from their next act on.

    Raises UnknownUser, InvalidUser for a role there is none of, UnknownProcess, LastAdmin.
    """
    actor.require("admin")
    user = get(session, user_id)
    if role != "admin":
        admins.refuse_last(session, user)
    set_role(session, actor, user, role)
    before = {
        row.process_type: row.role
        for row in session.exec(select(GrantRow).where(GrantRow.user_id == user_id))
    }
    for process_type in sorted({*before, *grants}):
        was, now = before.get(process_type), grants.get(process_type)
        if was != now:
            _grant(session, user_id, process_type, now)
            detail = {"name": user.name, "process": process_type, "from": was, "to": now}
            audit.note(session, actor, "user.grant", "user", user_id, detail)


def set_role(session: Session, actor: Actor, user: UserRow, role: Role | None) -> None:
    """Give somebody a role, without a look at who else is an admin. Raises InvalidUser."""
    to = _valid_role(role)
    if user.role != (to or ""):
        detail = {"name": user.name, "from": user.role or None, "to": to}
        audit.note(session, actor, "user.role", "user", user.id, detail)
        user.role = to or ""
        session.add(user)


def rename(session: Session, actor: Actor, user_id: str, name: str, email: str | None) -> None:
    """Another name or address. Raises UnknownUser, InvalidUser, NameTaken."""
    actor.require("admin")
    user = get(session, user_id)
    before = (user.name, user.email)
    _call(session, user, name, email)
    if before != (user.name, user.email):
        session.add(user)
        detail = {"from": before[0], "to": user.name, "email_changed": before[1] != user.email}
        audit.note(session, actor, "user.renamed", "user", user_id, detail)


def disable(session: Session, actor: Actor, user_id: str) -> None:
    """Nobody comes in as this user any more: their sessions and links end at once. Raises UnknownUser, LastAdmin."""
    actor.require("admin")
    user = get(session, user_id)
    if user.disabled_at is not None:
        return
    admins.refuse_last(session, user)
    user.disabled_at = clock.now()
    session.add(user)
    sessions.end_all(session, user_id)
    links.spend(session, user_id)
    audit.note(session, actor, "user.disabled", "user", user_id, {"name": user.name})


def enable(session: Session, actor: Actor, user_id: str) -> None:
    """They may sign in again, as before. Raises UnknownUser."""
    actor.require("admin")
    user = get(session, user_id)
    if user.disabled_at is not None:
        user.disabled_at = None
        session.add(user)
        audit.note(session, actor, "user.enabled", "user", user_id, {"name": user.name})


def _call(session: Session, user: UserRow, name: str, email: str | None) -> None:
    name, email = valid_name(name), valid_email(email)
    with session.no_autoflush:
        others = (named(session, name), called(session, email) if email else None)
    if any(other is not None and other.id != user.id for other in others):
        raise NameTaken(
            f"Somebody is called “{name}” already; take another name."
            if others[0] is not None and others[0].id != user.id
            else f"Somebody has the address {email} already."
        )
    user.name, user.folded = name, folded(name)
    user.email, user.email_folded = email, folded(email) if email else None


def _valid_role(role: Role | None) -> Role | None:
    if role is not None and role not in ROLES:
        raise InvalidUser(f"There is no role “{role}”; there are {', '.join(ROLES)}.")
    return role


def _grant(session: Session, user_id: str, process_type: str, role: Any) -> None:
    if role is None:
        session.exec(
            delete(GrantRow).where(
                col(GrantRow.user_id) == user_id, col(GrantRow.process_type) == process_type
            )
        )
        return
    if not processes.is_known(session, process_type):
        raise UnknownProcess(f"There is no flow “{process_type}”.")
    session.merge(GrantRow(user_id=user_id, process_type=process_type, role=_valid_role(role) or ""))
