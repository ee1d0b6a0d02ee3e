"""The trail as admins read and export it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, timedelta

import pytest
from sqlmodel import Session

from runtime.errors import RoleTooLow
from runtime.store import audit
from runtime.store.session import Database
from runtime.users.actor import ROLES, SYSTEM, Actor
from studio.services import Services
from studio.services.audit_trail import EXPORTED_AT_ONCE, PER_PAGE, Search
from tests.runtime.people import ROOT, acts
from tests.runtime.playing import Watch

EVE = Actor("Eve", "editor", id="eve", origin="192.0.2.7")
EVERYTHING = Search()


async def note(
    database: Database, actor: Actor, act: audit.Act, object_id: str = "x", **detail: object
) -> None:
    await database.write(lambda session: audit.note(session, actor, act, "flow", object_id, detail))


async def exported(services: Services, search: Search = EVERYTHING) -> str:
    return "".join([piece async for piece in await services.audit_trail.export(ROOT, search)])


async def rows(services: Services) -> list[dict[str, str]]:
    text = (await exported(services)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# Reading


async def test_pages_go_back_from_the_newest(services: Services, database: Database) -> None:
    def work(session: Session) -> None:
        for number in range(PER_PAGE + 5):
            audit.note(session, EVE, "flow.published", "flow", str(number))

    await database.write(work)
    first = await services.audit_trail.page(ROOT, Search())
    rest = await services.audit_trail.page(ROOT, Search(), first[-1].order)
    assert [entry.object_id for entry in (*first, *rest)] == [
        str(number) for number in reversed(range(PER_PAGE + 5))
    ]
    assert len(first) == PER_PAGE


SEARCHES = [
    (Search(), "cba"),
    (Search(text="192.0"), "ba"),
    (Search(text="EVE"), "ba"),
    (Search(text="c"), "c"),
    (Search(text="%"), ""),
    (Search(act="flow."), "ca"),
    (Search(act="flow.archived"), "c"),
    (Search(act="flow_"), ""),
    (Search(actor="system"), "c"),
    (Search(actor="sys"), ""),
]


async def test_a_search_finds_what_fits(services: Services, database: Database) -> None:
    await note(database, EVE, "flow.published", "a")
    await note(database, EVE, "user.invited", "b")
    await note(database, SYSTEM, "flow.archived", "c")
    for search, expected in SEARCHES:
        found = [entry.object_id for entry in await services.audit_trail.page(ROOT, search)]
        assert found == [*expected], search


async def test_a_span_takes_its_beginning_and_not_its_end(
    services: Services, database: Database, watch: Watch
) -> None:
    for name in "abc":
        await note(database, EVE, "flow.published", name)
        watch.turn(hours=1)
    since, until = watch.time - timedelta(hours=2), watch.time - timedelta(hours=1)
    assert [
        one.object_id for one in await services.audit_trail.page(ROOT, Search(since=since, until=until))
    ] == ["b"]


async def test_everybody_who_did_something_can_be_chosen(services: Services, database: Database) -> None:
    for actor in (SYSTEM, EVE, ROOT, EVE):
        await note(database, actor, "flow.published")
    assert await services.audit_trail.people(ROOT) == ("Eve", "root", "system")


# Exporting

HARMFUL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\uff1d1+1",
    '=HYPERLINK("http://x")',
]


async def test_no_cell_is_a_formula(services: Services, database: Database) -> None:
    for text in HARMFUL:
        await note(database, EVE._replace(name=text, origin=text), "flow.published", text)
    exported_rows = (await rows(services))[:0:-1]
    for text, row in zip(HARMFUL, exported_rows, strict=True):
        assert (row["actor"], row["address"], row["object"]) == (f"'{text}",) * 3


async def test_what_is_no_formula_is_exported_as_it_is(services: Services, database: Database) -> None:
    harmless = ["a;=1", "a,=1", 'a"b', "a\nb", "O'Neill", "übergrößen", "<b>"]
    for text in harmless:
        await note(database, EVE._replace(name=text), "flow.published", "x", note=text)
    exported_rows = (await rows(services))[:0:-1]
    assert [row["actor"] for row in exported_rows] == harmless
    assert all(row["detail"].startswith('{"note": ') for row in exported_rows)


async def test_the_file_is_what_spreadsheets_and_programs_expect(
    services: Services, database: Database, watch: Watch
) -> None:
    await note(database, EVE, "flow.published", "tea", version=3)
    text = await exported(services, Search(act="flow."))
    when = watch.time.astimezone(UTC).isoformat(timespec="milliseconds")
    assert when.endswith("+00:00")
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert text == (
        '\ufeff"time","actor","actor kind","address","act","kind","object","detail"\r\n'
        f'"{when}","Eve","user","192.0.2.7","flow.published","flow","tea","{{""version"": 3}}"\r\n'
    )


async def test_that_it_was_exported_is_noted(services: Services, database: Database) -> None:
    await exported(services, Search(act="user.", actor="Eve"))
    [entry] = await services.audit_trail.page(ROOT, Search())
    assert (entry.act, entry.actor, entry.detail) == (
        "audit.exported",
        "root",
        {"act": "user.", "actor": "Eve"},
    )


async def test_a_long_trail_is_exported_in_pieces_that_stay_where_they_are(
    services: Services, database: Database
) -> None:
    def work(session: Session) -> None:
        for number in range(EXPORTED_AT_ONCE + 1):
            audit.note(session, EVE, "flow.published", "flow", str(number))

    await database.write(work)
    pieces: list[str] = []
    async for piece in await services.audit_trail.export(ROOT, Search(act="flow.")):
        pieces.append(piece)
        if len(pieces) > 1:
            await note(database, EVE, "flow.published", "late")
    assert [piece.count("\r\n") for piece in pieces] == [1, EXPORTED_AT_ONCE, 1]
    lines = "".join(pieces).splitlines()
    assert len(lines) == len(set(lines))


# Refusals


async def test_refused_acts_are_noted_but_dont_fill_the_disk(
    services: Services, database: Database, watch: Watch
) -> None:
    for _ in range(100):
        await services.audit_trail.refused(EVE, "publish", "flow", "tea")
    await services.audit_trail.refused(EVE._replace(name="Bob", id="bob"), "publish", "flow", "tea")
    assert (await database.read(acts)).count("refused") == audit.REFUSALS_PER_MINUTE + 1
    watch.turn(minutes=1, seconds=1)
    await services.audit_trail.refused(EVE, "publish", "flow", "tea")
    assert (await database.read(acts)).count("refused") == audit.REFUSALS_PER_MINUTE + 2


async def test_only_admins_read_it(services: Services, database: Database) -> None:
    for role in (*ROLES[:-1], None):
        somebody = Actor("Eve", role, {"tea": "admin"}, "eve")
        for call in (services.audit_trail.page, services.audit_trail.export):
            with pytest.raises(RoleTooLow):
                await call(somebody, Search())
        with pytest.raises(RoleTooLow):
            await services.audit_trail.people(somebody)
    assert await database.read(acts) == []
