"""What admins do about people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from runtime import clock
from runtime.errors import (
    InvalidUser,
    LastAdmin,
    LinkSpent,
    NameTaken,
    Refused,
    RoleTooLow,
    SignInNeeded,
    UnknownProcess,
    UnknownSession,
    UnknownUser,
)
from runtime.store import joining
from runtime.store.session import Database
from runtime.store.tables import FlowRow
from runtime.users.actor import ROLES, Actor
from studio.services import Services
from studio.services.users import UserLine
from tests.runtime.people import PASSWORD, acts, trail
from tests.studio.coming_in.conftest import FIREFOX

PROCESS = "payment_collection"


@pytest.fixture
async def published(database: Database) -> None:
    await database.write(
        lambda session: session.add(FlowRow(process_type=PROCESS, title="Payment", created_at=clock.now()))
    )


async def one(services: Services, root: Actor, name: str) -> UserLine:
    return next(line for line in await services.users.listing(root) if line.name == name)


async def test_the_list_says_who_may_what_and_who_is_here(
    services: Services, published: None, root: Actor, ana: str
) -> None:
    await services.users.invite(root, "Bob", "bob@example.com", None, {PROCESS: "operator"})
    await services.sessions.sign_in("Ana", PASSWORD, None)
    await services.users.invite(root, "Cleo", None, "viewer", {})
    await services.users.disable(root, (await one(services, root, "Cleo")).id)
    lines = await services.users.listing(root)
    assert [(line.name, line.role, line.joined, line.disabled, line.sessions) for line in lines] == [
        ("Ana", "editor", True, False, 1),
        ("Bob", None, False, False, 0),
        ("Root", "admin", True, False, 1),
        ("Cleo", "viewer", False, True, 0),
    ]
    assert (lines[1].email, lines[1].grants) == ("bob@example.com", {PROCESS: "operator"})
    assert lines[0].seen_at is not None
    assert lines[1].seen_at is None


@pytest.mark.parametrize("name", ["ana", "ANA", "Ａｎａ", " ana "])
async def test_no_two_are_called_alike(services: Services, root: Actor, ana: str, name: str) -> None:
    with pytest.raises(NameTaken):
        await services.users.invite(root, name, None, "admin", {})
    bob = await services.users.invite(root, "Bob", None, "viewer", {})
    with pytest.raises(NameTaken):
        await services.users.rename(root, bob.user_id, name, None)


async def test_no_two_have_one_address(services: Services, root: Actor, ana: str) -> None:
    await services.users.rename(root, ana, "Ana", "ana@example.com")
    with pytest.raises(NameTaken, match="address"):
        await services.users.invite(root, "Bob", "ANA@example.com", "viewer", {})


async def test_a_name_may_be_written_otherwise(
    services: Services, root: Actor, ana: str, database: Database
) -> None:
    await services.users.rename(root, ana, "ANA", "ana@example.com")
    assert (await one(services, root, "ANA")).email == "ana@example.com"
    await services.users.rename(root, ana, "ANA", "ana@example.com")
    assert (await database.read(acts)).count("user.renamed") == 1


async def test_a_grant_needs_its_process(services: Services, root: Actor, ana: str) -> None:
    with pytest.raises(UnknownProcess):
        await services.users.invite(root, "Bob", None, None, {"nothing": "viewer"})
    with pytest.raises(UnknownProcess):
        await services.users.change(root, ana, role=None, grants={"nothing": "viewer"})
    assert [line.name for line in await services.users.listing(root)] == ["Ana", "Root"]


async def test_there_are_no_other_roles(services: Services, published: None, root: Actor, ana: str) -> None:
    for role in ("emperor", "", "Admin"):
        with pytest.raises(InvalidUser):
            await services.users.change(root, ana, role=role, grants={})  # type: ignore[arg-type]
        with pytest.raises(InvalidUser):
            await services.users.change(root, ana, role=None, grants={PROCESS: role})  # type: ignore[dict-item]


async def test_each_change_of_a_role_is_noted(
    services: Services, database: Database, published: None, root: Actor, ana: str
) -> None:
    before = len(await database.read(trail))
    await services.users.change(root, ana, role="viewer", grants={PROCESS: "editor"})
    await services.users.change(root, ana, role="viewer", grants={PROCESS: "editor"})
    await services.users.change(root, ana, role="viewer", grants={})
    assert (await database.read(trail))[before:] == [
        ("user.role", "Root", {"name": "Ana", "from": "editor", "to": "viewer"}),
        ("user.grant", "Root", {"name": "Ana", "process": PROCESS, "from": None, "to": "editor"}),
        ("user.grant", "Root", {"name": "Ana", "process": PROCESS, "from": "editor", "to": None}),
    ]


# Letting go


async def test_a_disabled_user_has_no_sessions_and_no_links(
    services: Services, root: Actor, ana: str, database: Database
) -> None:
    cookie = await services.sessions.sign_in("Ana", PASSWORD, None)
    link = await services.users.new_link(root, ana)
    await services.users.disable(root, ana)
    await services.users.enable(root, ana)
    with pytest.raises(SignInNeeded):
        await services.sessions.actor(cookie)
    with pytest.raises(LinkSpent):
        await services.sessions.link_for("reset", link.token)
    assert await services.sessions.sign_in("Ana", PASSWORD, None)
    assert {"user.disabled", "user.enabled"} <= {*await database.read(acts)}


async def test_there_is_no_link_for_the_disabled(services: Services, root: Actor, ana: str) -> None:
    await services.users.disable(root, ana)
    with pytest.raises(Refused, match="enable them first"):
        await services.users.new_link(root, ana)


async def test_a_session_is_ended_by_its_id(services: Services, root: Actor, ana: str) -> None:
    cookies = [await services.sessions.sign_in("Ana", PASSWORD, None, FIREFOX) for _ in range(2)]
    first, _ = await services.users.sessions(root, ana)
    assert (first.browser, first.current) == (FIREFOX, False)
    await services.users.revoke(root, first.id)
    [left] = await services.users.sessions(root, ana)
    assert left.id != first.id
    with pytest.raises(UnknownSession):
        await services.users.revoke(root, "nothing")
    still = []
    for cookie in cookies:
        try:
            still.append(await services.sessions.actor(cookie))
        except SignInNeeded:
            continue
    assert len(still) == 1


@pytest.mark.parametrize("links", [1, 3])
async def test_only_the_newest_invitation_counts(services: Services, root: Actor, links: int) -> None:
    made = [await services.users.invite(root, "Bob", None, "viewer", {})]
    made += [await services.users.new_link(root, made[0].user_id) for _ in range(links)]
    assert {link.kind for link in made} == {"invite"}
    for old in made[:-1]:
        with pytest.raises(LinkSpent):
            await services.sessions.link_for("invite", old.token)
    assert await services.sessions.link_for("invite", made[-1].token) == "Bob"


# The last admin

LEAVING: dict[str, Callable[[Services, Actor], Awaitable[None]]] = {
    "disabled": lambda services, root: services.users.disable(root, root.id),
    "made less": lambda services, root: services.users.change(root, root.id, role="publisher", grants={}),
    "made nothing": lambda services, root: services.users.change(root, root.id, role=None, grants={}),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
async def test_the_last_admin_stays(
    services: Services, root: Actor, ana: str, leave: Callable[[Services, Actor], Awaitable[None]]
) -> None:
    with pytest.raises(LastAdmin):
        await leave(services, root)


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
async def test_an_admin_who_hasnt_joined_is_none_yet(
    services: Services, root: Actor, leave: Callable[[Services, Actor], Awaitable[None]]
) -> None:
    invitation = await services.users.invite(root, "Bob", None, "admin", {})
    with pytest.raises(LastAdmin):
        await leave(services, root)
    await services.sessions.accept("invite", invitation.token, PASSWORD, None)
    await leave(services, root)


async def test_an_admin_who_needs_the_command_line_is_no_match_for_one_with_a_password(
    services: Services, database: Database, root: Actor
) -> None:
    token = await database.write(lambda session: joining.signin_link(session, "Root"))
    await services.sessions.begin(token, None)
    bob = await services.users.invite(root, "Bob", None, "admin", {})
    by_link = await database.write(lambda session: joining.signin_link(session, "Bob"))
    await services.sessions.begin(by_link, None)
    with pytest.raises(LastAdmin):
        await services.users.disable(root, root.id)
    await services.users.disable(root, bob.user_id)


async def test_somebody_who_only_was_invited_as_an_admin_can_be_made_less(
    services: Services, root: Actor
) -> None:
    bob = await services.users.invite(root, "Bob", None, "admin", {})
    await services.users.change(root, bob.user_id, role="viewer", grants={})
    assert (await one(services, root, "Bob")).role == "viewer"


# Who may

CALLS: dict[str, Callable[[Services, Actor, str], Awaitable[object]]] = {
    "listing": lambda services, actor, _: services.users.listing(actor),
    "invite": lambda services, actor, _: services.users.invite(actor, "Bob", None, "admin", {}),
    "new_link": lambda services, actor, user: services.users.new_link(actor, user),
    "change": lambda services, actor, user: services.users.change(actor, user, role="admin", grants={}),
    "rename": lambda services, actor, user: services.users.rename(actor, user, "Else", None),
    "disable": lambda services, actor, user: services.users.disable(actor, user),
    "enable": lambda services, actor, user: services.users.enable(actor, user),
    "sessions": lambda services, actor, user: services.users.sessions(actor, user),
    "revoke": lambda services, actor, _: services.users.revoke(actor, "x"),
}


def test_every_call_is_tried() -> None:
    from studio.services.users import Users

    assert {name for name in vars(Users) if not name.startswith("_")} == {*CALLS}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_only_admins_may(
    services: Services, ana: str, call: Callable[[Services, Actor, str], Awaitable[object]]
) -> None:
    """A grant of everything for one process is none for people."""
    for role in (*ROLES[:-1], None):
        with pytest.raises(RoleTooLow):
            await call(services, Actor("Mallory", role, {PROCESS: "admin"}, ana), ana)


@pytest.mark.parametrize("name", ["new_link", "change", "rename", "disable", "enable", "sessions"])
async def test_nobody_is_found_by_a_made_up_id(services: Services, root: Actor, name: str) -> None:
    for unknown in ("", "nobody", "../x", "\x00", "x" * 10_000):
        with pytest.raises(UnknownUser):
            await CALLS[name](services, root, unknown)
