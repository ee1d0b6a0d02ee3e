"""People whom an identity provider vouches for: known by their subject, never by a name."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from runtime.errors import NameTaken, NotAllowed, SignInNeeded, UserDisabled
from runtime.store import joining, sessions, users
from runtime.store.joining import Identity
from runtime.store.session import Database
from runtime.store.sessions import NOWHERE
from runtime.store.users import UserLine
from runtime.users.actor import Actor
from tests.runtime.people import ROOT, acts, somebody

ANA = Identity("https://id.example ana-1", "Ana", "ana@example.com", "editor")


async def come_in(database: Database, identity: Identity) -> Actor:
    cookie = await database.write(lambda session: joining.by_identity(session, identity, NOWHERE))
    return await database.read(lambda session: sessions.actor_of(session, cookie))


async def everybody(database: Database) -> dict[str, UserLine]:
    return {one.name: one for one in await database.read(users.listing)}


async def test_somebody_new_is_made_with_the_role_of_their_claim(database: Database) -> None:
    actor = await come_in(database, ANA)
    assert (actor.name, actor.role) == ("Ana", "editor")
    ana = (await everybody(database))["Ana"]
    assert (ana.oidc, ana.password, ana.joined, ana.email) == (True, False, True, "ana@example.com")
    assert await database.read(acts) == ["user.role", "user.joined", "session.began"]


async def test_they_are_known_again_whatever_they_are_called_now(database: Database) -> None:
    first = await come_in(database, ANA)
    again = await come_in(database, ANA._replace(name="Somebody else", email=None))
    assert (again.id, again.name) == (first.id, "Ana")


async def test_another_subject_is_another_person(database: Database) -> None:
    ana = await come_in(database, ANA)
    other = await come_in(database, ANA._replace(subject="https://id.example ana-2", email=None))
    assert other.id != ana.id
    assert other.name == "Ana 2"


@pytest.mark.parametrize("name", ["admin", "ADMIN", "ａｄｍｉｎ"])
async def test_nobody_becomes_the_admin_by_their_name(database: Database, name: str) -> None:
    admin = await database.write(lambda session: somebody(session, "admin", "admin"))
    actor = await come_in(database, ANA._replace(name=name, role=None))
    assert actor.id != admin
    assert actor.role is None
    assert actor.name.endswith(" 2")


async def test_a_name_that_cant_be_one_is_replaced(database: Database) -> None:
    names = ["", "\u202enimda", "system", "x\x00y", "@", "key: shop"]
    identities = (
        ANA._replace(subject=f"https://id.example {name!r}", name=name, email=None) for name in names
    )
    made = [(await come_in(database, one)).name for one in identities]
    assert made == ["Somebody new", *(f"Somebody new {number}" for number in range(2, 7))]


async def test_an_address_is_no_name(database: Database) -> None:
    assert (await come_in(database, ANA._replace(name="ana@example.com"))).name == "ana"


async def test_whom_an_admin_gave_this_address_they_are(database: Database) -> None:
    invited = await database.write(
        lambda session: users.invite(session, ROOT, "Ana P.", "Ana@Example.com", "viewer")
    )
    actor = await come_in(database, ANA._replace(decides=False))
    assert (actor.id, actor.name, actor.role) == (invited.user_id, "Ana P.", "viewer")
    assert "user.identity" in await database.read(acts)


async def test_the_invitation_is_spent_then(database: Database) -> None:
    invited = await database.write(lambda session: users.invite(session, ROOT, "Ana", "ana@example.com"))
    await come_in(database, ANA)
    with pytest.raises(SignInNeeded):
        await database.write(
            lambda session: joining.by_link(session, "invite", invited.token, "hash", NOWHERE)
        )


async def test_an_address_that_isnt_verified_joins_nobody(database: Database) -> None:
    """The provider then gives none."""
    invited = await database.write(
        lambda session: users.invite(session, ROOT, "Ana", "ana@example.com", "admin")
    )
    actor = await come_in(database, ANA._replace(email=None, role=None))
    assert actor.id != invited.user_id
    assert actor.role is None


async def test_who_has_an_identity_gets_no_other(database: Database) -> None:
    await come_in(database, ANA)
    with pytest.raises(NameTaken, match="ask an admin"):
        await come_in(database, ANA._replace(subject="https://id.example mallory"))


async def test_the_claim_counts_at_each_sign_in(database: Database) -> None:
    await come_in(database, ANA)
    assert (await come_in(database, ANA._replace(role=None))).role is None
    assert (await come_in(database, ANA._replace(role="publisher"))).role == "publisher"


async def test_without_a_claim_admins_decide(database: Database) -> None:
    ana = await come_in(database, ANA._replace(decides=False))

    def promote(session: Session) -> None:
        users.change(session, ROOT, ana.id, role="publisher", grants={})

    await database.write(promote)
    assert (await come_in(database, ANA._replace(decides=False, role=None))).role == "publisher"


async def test_the_last_admin_stays_one(database: Database) -> None:
    await come_in(database, ANA._replace(role="admin"))
    assert (await come_in(database, ANA._replace(role="viewer"))).role == "admin"


async def test_who_is_disabled_is_told_so(database: Database) -> None:
    ana = await come_in(database, ANA)
    await database.write(lambda session: users.disable(session, ROOT, ana.id))
    with pytest.raises(UserDisabled, match="an admin can enable you again"):
        await come_in(database, ANA)


async def test_where_newcomers_arent_welcome_only_the_invited_come_in(database: Database) -> None:
    unknown = ANA._replace(welcome=False)
    with pytest.raises(NotAllowed, match="not invited"):
        await come_in(database, unknown)
    assert await everybody(database) == {}
    await database.write(lambda session: users.invite(session, ROOT, "Ana", "ana@example.com"))
    assert (await come_in(database, unknown)).name == "Ana"
