"""How flows begin: from a blank page, from one that is shipped, as a copy."""

from __future__ import annotations

import pytest

from flows import codec
from flows.library import shipped
from flows.model import Accepted, Flow
from runtime.errors import UnknownProcess
from runtime.store import audit, flows
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.errors import NameMissing
from studio.services import Services
from studio.services.beginnings import process_type_of
from tests.studio import stage

EDITOR = Actor("Ed", "editor")


async def draft(database: Database, process_type: str) -> Flow:
    flow = await database.read(lambda session: flows.draft(session, process_type))
    assert flow is not None
    return flow


@pytest.mark.parametrize(
    ("name", "process_type"),
    [
        ("Payment collection", "payment_collection"),
        ("  Réservation n° 2! ", "reservation_n_2"),
        ("Straßensperrung", "strassensperrung"),
        ("5 days", "flow_5_days"),
        ("催促", "flow"),
        ("a" * 200, "a" * 56),
        ("<script>", "script"),
    ],
)
def test_a_name_becomes_a_process_type(name: str, process_type: str) -> None:
    assert process_type_of(name) == process_type


async def test_a_blank_page_has_a_start_and_an_end(services: Services, database: Database) -> None:
    assert await services.beginnings.blank(EDITOR, " Lost  luggage ") == "lost_luggage"
    blank = await draft(database, "lost_luggage")
    assert (blank.title, [state.id for state in blank.states]) == ("Lost luggage", ["start", "done"])
    assert (blank.initial_state, blank.terminal_states, blank.transitions) == ("start", ("done",), ())


async def test_the_trail_tells_a_new_flow_from_another_draft(services: Services, database: Database) -> None:
    name = await services.beginnings.blank(EDITOR, "Survey")
    await services.imports.keep(EDITOR, [await draft(database, name)])
    noted = await database.read(lambda session: [one.act for one in audit.page(session, audit.Search())])
    assert noted == ["flow.draft_replaced", "flow.made"]


async def test_a_name_that_is_taken_gets_a_number(services: Services) -> None:
    assert [await services.beginnings.blank(EDITOR, "Survey") for _ in range(3)] == [
        "survey", "survey_2", "survey_3",
    ]  # fmt: skip


async def test_a_flow_needs_a_name(services: Services) -> None:
    with pytest.raises(NameMissing):
        await services.beginnings.blank(EDITOR, " \n")


async def test_a_shipped_flow_under_its_own_name_is_that_flow(services: Services, database: Database) -> None:
    offered = {one.process_type: one for one in await services.beginnings.shipped(EDITOR)}
    assert set(offered) == set(shipped())
    await services.beginnings.from_shipped(EDITOR, "payment_collection", offered["payment_collection"].title)
    original = codec.load(shipped()["payment_collection"])
    assert codec.digest(await draft(database, "payment_collection")) == codec.digest(original)
    with pytest.raises(UnknownProcess):
        await services.beginnings.from_shipped(EDITOR, "../secrets", "Mine")


async def test_a_copy_is_of_what_the_flow_says_now(services: Services, database: Database) -> None:
    await database.write(stage.publish_shipped)
    published = await database.read(lambda session: flows.version(session, "payment_collection"))
    accept = (
        Accepted(finding="missing-locale", at="payment_collection", reason="English is enough."),
        Accepted(finding="waits-for-ever", at="escalated", reason="An operator closes it."),
    )
    changed = codec.draft(published).model_copy(update={"description": "Changed.", "accept": accept})
    await database.write(lambda session: flows.save_draft(session, changed, Actor("Ed", "editor")))
    assert await services.beginnings.copy(EDITOR, "payment_collection", "Rent arrears") == "rent_arrears"
    copy = await draft(database, "rent_arrears")
    assert (copy.title, copy.description, copy.version) == ("Rent arrears", "Changed.", None)
    assert [entry.at for entry in copy.accept] == ["rent_arrears", "escalated"]
    assert copy.transitions == published.transitions
