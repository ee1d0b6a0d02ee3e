"""How people come in: with a password, by a link, or because an identity provider vouches for them."""

from __future__ import annotations

from typing import NamedTuple

from sqlmodel import Session, col, select

from runtime import clock
from runtime.errors import (
    InvalidUser,
    LastAdmin,
    LinkSpent,
    NameTaken,
    NotAllowed,
    UnknownUser,
    UserDisabled,
    WrongPassword,
)
from runtime.store import admins, attempts, audit, links, sessions, users
from runtime.store.attempts import Attempt
from runtime.store.links import LinkKind
from runtime.store.sessions import NOWHERE, Browser
from runtime.store.tables import UserRow
from runtime.users.actor import COMMAND_LINE, SYSTEM, Actor, Role
from runtime.users.names import LONGEST_NAME, folded, valid_email, valid_name

FIRST_USER = "admin"


class Identity(NamedTuple):
    """Whom an identity provider vouches for."""

    subject: str
    """Its issuer and subject, with a space between: the only thing that people are known by again."""
    name: str
    """What to call somebody who is new; where it can't be a name or is taken, another is made of it."""
    email: str | None
    """Only where the provider says that it is verified: it joins them with the user whom an admin gave it."""
    role: Role | None
    """Of somebody new; None: what their grants say, and nothing else."""
    decides: bool = True
    """Whether the provider decides about roles, so that `role` counts at each sign-in. Else admins here do."""
    welcome: bool = True
    """Whether somebody new is let in; else only whom an admin has invited with their address."""


# With a password


def any_password(session: Session) -> bool:
    """Whether somebody can sign in by a password."""
    able = select(UserRow.id).where(
        col(UserRow.password_hash).is_not(None), col(UserRow.disabled_at).is_(None)
    )
    return session.exec(able.limit(1)).first() is not None


def counted(session: Session, given: str, address: str) -> Attempt:
    """Count a try to come in as `given`, a name or an address, before its password is looked at. Raises TooMany."""
    return attempts.count(session, given, users.called(session, given), address)


def by_password(session: Session, attempt: Attempt, renewed: str | None, browser: Browser) -> str:
    """A session for a try whose password fitted; `renewed` is its hash with today's parameters, where it has others.

    Raises WrongPassword where the password was changed meanwhile, UserDisabled.
    """
    user = session.get(UserRow, attempt.user_id)
    if user is None or user.password_hash != attempt.password_hash:
        raise WrongPassword
    if user.disabled_at is not None:
        raise UserDisabled
    attempts.was_right(session, attempt)
    if renewed is not None:
        user.password_hash = renewed
        session.add(user)
    join(session, user, browser.address)
    return sessions.begin(session, user.id, browser, by="password")


# By a link


def signin_link(session: Session, name: str | None = None, actor: Actor = COMMAND_LINE) -> str:
    """A token that signs somebody in once within 15 minutes: the first admin, who is made where there is none.

    Raises UnknownUser, and Refused for somebody who is disabled.
    """
    user = first_admin(session) if name is None else users.called(session, name)
    if user is None:
        raise UnknownUser(f"There is no user “{name}”.")
    users.refuse_disabled(user)
    audit.note(session, actor, "user.signin_link", "user", user.id, {"name": user.name})
    return links.new_link(session, "signin", user.id).token


def sign_in(session: Session, token: str, browser: Browser = NOWHERE) -> str:
    """Use a sign-in link and return the session's cookie. Raises LinkSpent."""
    user = users.get(session, links.use(session, "signin", token))
    join(session, user, browser.address)
    return sessions.begin(session, user.id, browser, by="link")


def first_admin(session: Session) -> UserRow:
    """The one admin called “admin”, else the one who has been longest; made where there is none."""
    known = session.exec(
        select(UserRow)
        .where(UserRow.role == "admin", col(UserRow.disabled_at).is_(None))
        .order_by(col(UserRow.folded) != FIRST_USER, col(UserRow.created_at), UserRow.id)
    ).first()
    return known or users.add(session, FIRST_USER, "admin")


def by_link(session: Session, kind: LinkKind, token: str, password_hash: str, browser: Browser) -> str:
    """Use a link to set a password: the cookie of a new session, beside which there is none. Raises LinkSpent."""
    user = users.get(session, links.use(session, kind, token))
    if kind == "invite" and user.joined_at is not None:
        raise LinkSpent(links.SPENT[kind])
    set_password(session, sessions.actor_for(session, user, browser.address), user, password_hash)
    join(session, user, browser.address)
    return sessions.begin(session, user.id, browser, by=kind)


def set_password(session: Session, actor: Actor, user: UserRow, password_hash: str) -> None:
    """Another password: whoever came in before, or has a link, doesn't any more."""
    user.password_hash = password_hash
    session.add(user)
    sessions.end_all(session, user.id)
    links.spend(session, user.id)
    audit.note(session, actor, "user.password", "user", user.id, {"name": user.name})


def join(session: Session, user: UserRow, origin: str = "") -> None:
    """Somebody came in; at the first time an invitation has done what it is for."""
    if user.joined_at is None:
        user.joined_at = clock.now()
        session.add(user)
        links.spend(session, user.id, "invite")
        actor = sessions.actor_for(session, user, origin)
        audit.note(session, actor, "user.joined", "user", user.id, {"name": user.name})


# By an identity provider


def by_identity(session: Session, identity: Identity, browser: Browser) -> str:
    """A session for whom the provider vouches for, who is made where they are new.

    Raises UserDisabled; NameTaken where the address is that of a user with another identity; NotAllowed for somebody
    new who is not welcome.
    """
    user = _known(session, identity) or _joined_by_email(session, identity, browser.address)
    if user is None and not identity.welcome:
        raise NotAllowed("You were not invited yet; ask an admin for an invitation to your address.")
    user = user or _new(session, identity)
    if user.disabled_at is not None:
        raise UserDisabled
    if identity.decides:
        _follow(session, user, identity.role)
    join(session, user, browser.address)
    return sessions.begin(session, user.id, browser, by="oidc")


def _known(session: Session, identity: Identity) -> UserRow | None:
    return session.exec(select(UserRow).where(UserRow.oidc_subject == identity.subject)).first()


def _joined_by_email(session: Session, identity: Identity, origin: str) -> UserRow | None:
    sought = folded(identity.email or "")
    user = session.exec(select(UserRow).where(UserRow.email_folded == sought)).first() if sought else None
    if user is None:
        return None
    if user.oidc_subject is not None:
        raise NameTaken("Somebody else here has your address; ask an admin.")
    user.oidc_subject = identity.subject
    session.add(user)
    actor = sessions.actor_for(session, user, origin)
    audit.note(session, actor, "user.identity", "user", user.id, {"name": user.name})
    return user


def _new(session: Session, identity: Identity) -> UserRow:
    try:
        email = valid_email(identity.email)
    except InvalidUser:
        email = None
    user = users.add(session, _free_name(session, identity.name), None, email)
    user.oidc_subject = identity.subject
    users.set_role(session, SYSTEM, user, identity.role)
    session.flush()
    return user


def _free_name(session: Session, wanted: str) -> str:
    """The name, or one like it that nobody has."""
    try:
        name = valid_name(wanted.partition("@")[0][:LONGEST_NAME])
    except InvalidUser:
        name = "Somebody new"
    number, free = 1, name
    while users.named(session, free) is not None:
        number += 1
        free = f"{name[: LONGEST_NAME - 8]} {number}"
    return free


def _follow(session: Session, user: UserRow, role: Role | None) -> None:
    """The role that the provider gives. The last admin stays one: nobody here could make another."""
    try:
        if role != "admin":
            admins.refuse_last(session, user)
    except LastAdmin:
        return
    users.set_role(session, SYSTEM, user, role)
