"""`/audit`, as an admin reads it, and its CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from nicegui import ui
from nicegui.testing import User
from sqlmodel import Session

from runtime.store import audit
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.audit_query import AuditQuery, read_query
from studio.services.audit_trail import PER_PAGE
from tests.studio.people.conftest import ADMIN, HOSTILE, Rows, invite, until

ANA = Actor("Ana", "publisher", id="u1", origin="192.0.2.7")


async def test_the_trail_says_who_did_what(admin: User, database: Database, rows: Rows) -> None:
    detail = {"version": 3, "note": HOSTILE}
    await database.write(lambda s: audit.note(s, ANA, "flow.published", "flow", "payment_collection", detail))
    await admin.open("/audit")
    row, *_ = rows("audit")
    assert (row["who"], row["origin"]) == ("Ana", "192.0.2.7")
    assert (row["what"], row["aside"]) == ("published version 3 of payment_collection", f"“{HOSTILE}”")
    assert HOSTILE not in (await admin.http_client.get("/audit")).text


async def test_it_is_searched_and_the_file_holds_just_that(
    admin: User, database: Database, rows: Rows
) -> None:
    await database.write(lambda s: audit.note(s, ANA, "flow.archived", "flow", "payment_collection"))
    await database.write(lambda session: invite(session, "Bo"))
    await admin.open("/audit")
    [what] = admin.find(kind=ui.select, marker="audit-act").elements
    what.value = "flow."
    await until(lambda: [row["what"] for row in rows("audit")] == ["archived payment_collection"])
    [link] = admin.find(marker="csv").elements
    assert link.props["href"] == "/audit.csv?act=flow."
    answer = await admin.http_client.get(link.props["href"])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    _heading, line = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert line[1:5] == ["Ana", "user", "192.0.2.7", "flow.archived"]


async def test_what_was_done_to_somebody_is_found_by_their_name(
    admin: User, database: Database, rows: Rows
) -> None:
    await database.write(lambda session: invite(session, "Zoë"))
    await database.write(lambda session: invite(session, "Bo"))
    await admin.open("/audit?text=zo%C3%AB")
    assert [row["what"] for row in rows("audit")] == ["invited “Zoë”"]


async def test_a_name_in_it_leads_to_all_that_they_did(admin: User, database: Database, rows: Rows) -> None:
    await database.write(lambda s: audit.note(s, ANA, "flow.archived", "flow", "payment_collection"))
    await admin.open("/audit")
    assert {row["who"] for row in rows("audit")} == {"Ana", ADMIN}
    admin.find(ui.table).trigger("who", "Nobody")
    admin.find(ui.table).trigger("who", "Ana")
    await until(lambda: {row["who"] for row in rows("audit")} == {"Ana"})


async def test_an_address_asks_for_a_part_of_it(admin: User, database: Database, rows: Rows) -> None:
    await database.write(lambda s: audit.note(s, ANA, "flow.archived", "flow", "payment_collection"))
    await admin.open("/audit?person=Ana&act=flow.&from=2020-01-01")
    assert [row["who"] for row in rows("audit")] == ["Ana"]
    await admin.open("/audit?until=2020-01-01")
    await admin.should_see("Nothing in the trail fits this.")
    await admin.open("/audit?act=nonsense&from=yesterday&zone=../etc/passwd")
    assert rows("audit")


async def test_it_is_turned_over_page_by_page(admin: User, database: Database, rows: Rows) -> None:
    def work(session: Session) -> None:
        for number in range(PER_PAGE):
            audit.note(session, ANA, "flow.archived", "flow", f"flow_{number}")

    await database.write(work)
    await admin.open("/audit")
    assert len(rows("audit")) == PER_PAGE
    admin.find("Older").click()
    await until(lambda: {row["who"] for row in rows("audit")} == {ADMIN})
    admin.find("Newer").click()
    await until(lambda: rows("audit")[0]["what"] == f"archived flow_{PER_PAGE - 1}")


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ({}, None, None),
        ({"from": "2026-03-02"}, datetime(2026, 3, 2, tzinfo=UTC), None),
        ({"until": "2026-03-02"}, None, datetime(2026, 3, 3, tzinfo=UTC)),
        (
            {"from": "2026-03-29", "until": "2026-03-29", "zone": "Europe/Berlin"},
            datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC),
        ),
        ({"from": "0001-01-01", "zone": "Asia/Tokyo"}, datetime(1, 1, 1, tzinfo=UTC), None),
        ({"until": "9999-12-31"}, None, None),
        ({"from": "tomorrow", "zone": "Nowhere/Land"}, None, None),
    ],
)  # fmt: skip
def test_days_begin_and_end_where_people_are(
    asked: dict[str, str], since: datetime | None, until: datetime | None
) -> None:
    search = read_query(asked).search()
    assert (search.since, search.until) == (since, until)


def test_what_is_asked_survives_in_an_address() -> None:
    query = AuditQuery("a&b", "flow.", "Zoë", date(2026, 3, 2), None, "Europe/Berlin")
    assert (
        query.address("/audit")
        == "/audit?text=a%26b&act=flow.&person=Zo%C3%AB&from=2026-03-02&zone=Europe%2FBerlin"
    )
    assert AuditQuery().address("/audit") == "/audit"
