"""The tables of who may do what, held against every service, page and route there is."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Iterator, Mapping
from pathlib import Path
from shutil import copy
from typing import Any, NamedTuple, cast, get_type_hints

import httpx
import pytest
from fastapi.routing import APIRoute
from nicegui.testing import User
from sqlmodel import Session, SQLModel, select

from flows import codec
from flows.errors import FlowError
from runtime.errors import HiddenProcess, RoleTooLow, RuntimeFault
from runtime.settings import OidcSection
from runtime.store import audit, flows, publishing, sessions, users
from runtime.store.session import Database, sqlite_url
from runtime.store.tables import BindingRow
from runtime.users.actor import ROLES, SYSTEM, Actor, Role
from studio.cookies import SESSION
from studio.errors import StudioFault
from studio.oidc.routes import oidc_routes
from studio.pages import PAGES
from studio.services import Services, services_on
from tests.runtime.twice import Words
from tests.studio import stage
from tests.studio.plain_forms import HTML
from tests.studio.role_tables import (
    BINDING,
    FLOW,
    OPEN_USES,
    OTHER,
    PAGES_TABLE,
    ROUTES,
    USES,
    About,
    Use,
    Way,
)

NOBODY_YET = "no role yet"
SUBJECTS: Mapping[str, Actor] = {
    NOBODY_YET: Actor("Nora", None, id="nora"),
    "admin of another flow": Actor("Otto", None, {OTHER: "admin"}, id="otto"),
    **{role: Actor(f"A {role}", role, id=f"a-{role}") for role in ROLES},
    **{f"{role} of the flow": Actor(f"{role}-of", None, {FLOW: role}, id=f"{role}-of") for role in ROLES},
    "viewer who is admin of it": Actor("Vi", "viewer", {FLOW: "admin"}, id="vi"),
}  # fmt: skip


def refusal(actor: Actor, role: Role, about: About) -> type[RuntimeFault] | None:
    """How somebody is refused, by the rules of the roles and not by the code that has them."""
    held = {
        "flow": (actor.role, actor.grants.get(FLOW)),
        "all": (actor.role or "viewer",),
        "somewhere": (actor.role, *actor.grants.values()),
    }[about]
    ranks = [ROLES.index(one) for one in held if one is not None]
    if about == "flow" and not ranks:
        return HiddenProcess
    return None if max(ranks, default=-1) >= ROLES.index(role) else RoleTooLow


def stock(session: Session) -> None:
    """Two published flows with a conversation each."""
    for flow in codec.load_all(stage.SEED):
        flows.save_draft(session, flow, SYSTEM)
        publishing.publish(session, flow.process_type, actor=SYSTEM, note="First.")
        stage.converse(session, flow.process_type, {flow.initial_state: 1})
    session.flush()
    for row in session.exec(select(BindingRow)):
        row.id = f"b-{row.process_type}"


def everything(session: Session) -> dict[str, list[Any]]:
    """Every row there is."""
    return {
        table.name: list(session.connection().execute(table.select()))
        for table in SQLModel.metadata.sorted_tables
    }


@pytest.fixture(scope="module")
def stocked(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all uses: who is refused changes nothing, and the others don't mind what was done before."""
    database = Database(sqlite_url(Path(copy(migrated, tmp_path_factory.mktemp("roles")))))
    database.write_now(stock)
    yield database
    database.close()


def in_use(database: Database) -> Services:
    """The services of a studio, with words for a detector."""
    made = services_on(database)
    made.trying._load = cast("Any", Words)
    return made


async def use(case: Use, services: Services, actor: Actor) -> None:
    done = case.call(services, actor)
    if isinstance(done, Awaitable):
        await done


# Services


def declared() -> Iterator[tuple[str, Any]]:
    for name, kind in get_type_hints(Services).items():
        for method, function in vars(kind).items():
            if inspect.isfunction(function) and not method.startswith("_"):
                yield f"{name}.{method}", function


def test_every_use_of_a_service_is_in_the_table() -> None:
    assert sorted([*USES, *OPEN_USES]) == sorted(name for name, _ in declared())


def test_every_use_begins_with_its_actor() -> None:
    for name, function in declared():
        parameters = list(get_type_hints(function).items())
        if name not in OPEN_USES:
            assert parameters[0] == ("actor", Actor), name


@pytest.mark.parametrize("name", USES)
async def test_a_use_is_for_those_that_the_table_says(name: str, stocked: Database) -> None:
    case, services = USES[name], in_use(stocked)
    before = await stocked.read(everything)
    for who, actor in SUBJECTS.items():
        refused = refusal(actor, case.role, case.about)
        if refused is not None:
            with pytest.raises((RoleTooLow, HiddenProcess)) as told:
                await use(case, services, actor)
            if case.about == "flow" and name != "imports.keep":  # which says that a new flow takes more
                assert type(told.value) is refused, who
    assert await stocked.read(everything) == before, "who is refused changes nothing"
    for who, actor in SUBJECTS.items():
        # Of those that may, the least: everybody else may more.
        held = actor.role or actor.grants.get(FLOW)
        if refusal(actor, case.role, case.about) is None and held in (case.role, None):
            try:
                await use(case, services, actor)
            except (RoleTooLow, HiddenProcess):
                pytest.fail(f"{who} may do it")
            except (RuntimeFault, StudioFault, FlowError):
                pass  # there is nothing to undo, say: they were let so far


async def test_a_hidden_flow_sounds_like_one_that_there_is_none_of(stocked: Database) -> None:
    services, actor = in_use(stocked), SUBJECTS["admin of another flow"]
    told = []
    for process_type in (FLOW, "nothing"):
        with pytest.raises(HiddenProcess) as refused:
            await services.flows.view(actor, process_type)
        told.append(str(refused.value).replace(process_type, "…"))
    assert told[0] == told[1]


# Pages and routes


class Door(NamedTuple):
    """The studio over HTTP, with its two flows, and everybody signed in: their cookies."""

    http: httpx.AsyncClient
    cookies: Mapping[str, str]

    async def ask(self, path: str, who: str | None) -> httpx.Response:
        """What somebody is answered who opens an address; None isn't signed in."""
        self.http.cookies.clear()
        if who is not None:
            self.http.cookies.set(SESSION, self.cookies[who])
        return await self.http.get(address(path), headers=HTML)


@pytest.fixture
async def door(stranger: User, database: Database) -> Door:
    await database.write(stock)
    return Door(stranger.http_client, await database.write(sign_everybody_in))


def sign_everybody_in(session: Session) -> dict[str, str]:
    cookies = {}
    for who, actor in SUBJECTS.items():
        user_id = users.invite(session, SYSTEM, who, None, actor.role, actor.grants).user_id
        cookies[who] = sessions.begin(session, user_id)
    return cookies


def address(path: str) -> str:
    return path.format(process_type=FLOW, binding_id=BINDING, number=1, name="roles", code="trap-state")


def statuses(way: Way) -> dict[str, int]:
    """Who is answered how; of those that may, only the least."""
    if way.role is None:
        return {}
    found = {}
    for who, actor in SUBJECTS.items():
        refused = refusal(actor, way.role, way.about)
        if refused is not None:
            found[who] = 404 if refused is HiddenProcess else 403
        elif way.role in (actor.role, actor.grants.get(FLOW)):
            found[who] = 200
    return found


def test_every_page_is_in_the_table() -> None:
    assert {page.path: page.role for page in PAGES} == {path: way.role for path, way in PAGES_TABLE.items()}


async def test_pages_and_files_are_for_those_that_the_table_says(door: Door, database: Database) -> None:
    gets = {name.removeprefix("GET "): way for name, way in ROUTES.items() if name.startswith("GET ")}
    expected = {path: statuses(way) for path, way in {**PAGES_TABLE, **gets}.items() if way.role is not None}
    found = {
        path: {who: (await door.ask(path, who)).status_code for who in rows}
        for path, rows in expected.items()
    }
    assert found == expected
    for path in expected:
        assert (await door.ask(path, None)).status_code == 303, "whoever isn't signed in is led to the door"
    refused = sum(status != 200 for rows in expected.values() for status in rows.values())
    noted = await database.read(lambda session: audit.page(session, audit.Search(act="refused"), limit=500))
    assert len(noted) == refused
    assert {entry.kind for entry in noted} == {"page", "route"}


async def test_every_route_is_in_the_table(stranger: User, services: Services) -> None:
    transport: Any = stranger.http_client._transport
    provider = OidcSection(
        issuer="https://id.example", client_id="converse", client_secret=cast("Any", "x" * 20)
    )
    oidc = oidc_routes(services.sessions, provider, "a secret")
    registered = {*registered_in(transport.app.router), *registered_in(oidc)}
    assert registered == {*ROUTES, "MOUNT "}, "and NiceGUI at the root, whose pages have a table of their own"


def registered_in(router: Any) -> Iterator[str]:
    """“GET /healthz”, of a router and those that it includes."""
    for route in router.routes:
        if (included := getattr(route, "original_router", None)) is not None:
            yield from registered_in(included)
        else:
            methods = sorted(route.methods or ()) if isinstance(route, APIRoute) else ["MOUNT"]
            yield from (f"{method} {route.path}" for method in methods)
