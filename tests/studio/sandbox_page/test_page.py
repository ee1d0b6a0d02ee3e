"""The sandbox's page as the person who plays; its own elements are simulated: gestures come in, news go out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.element import Element
from nicegui.testing import User
from sqlmodel import Session

from flows import codec
from runtime.store import flows, publishing
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.canvas.state_canvas import StateCanvas
from studio.cookies import SESSION
from studio.panels.keys import Keys
from studio.panels.sandbox.conversation import Conversation
from studio.panels.sandbox.steps import Explanation, StepLine
from studio.services import Services
from studio.services.sandbox.model import Real, Run
from tests.studio import stage

PATH = "/flows/payment_collection/try"
PUBLISHER = Actor("A publisher", "publisher", id="a-publisher")
ED = Actor("Ed", "editor")


async def until(holds: Callable[[], object]) -> None:
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


async def run_of(services: Services, process_type: str = "payment_collection") -> Run:
    return await services.sandbox.open(PUBLISHER, process_type)


def told(user: User, kind: type[Element], monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What an element of the page is told from now on: method and first argument."""
    [element] = user.find(kind).elements
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(element, "run_method", lambda name, *args, **_: calls.append((name, *args[:1])))
    return calls


async def test_a_version_with_a_number_that_none_has_is_not_there(page: User) -> None:
    """Python itself refuses to read a number of five thousand digits."""
    answer = await page.http_client.get(f"{PATH}?version={'9' * 5000}", headers={"accept": "text/html"})
    assert answer.status_code == 404


async def test_the_flow_runs_at_once_with_everything_around_it(page: User) -> None:
    for words in (
        "Sandbox",
        "Draft",
        "Restart",
        "Edit map",
        "09:00",
        "Monday, 2 March 2026",
        "Payment received",
    ):
        await page.should_see(words)
    [conversation] = page.find(Conversation).elements
    [first] = conversation.props["first"]["rows"]
    assert (first["sender"], first["buttons"][0]) == ("business", "Already paid")
    [line] = page.find(StepLine).elements
    assert [row["words"] for row in line.props["first"]["rows"]] == ["It begins"]


async def test_a_sentence_is_answered_explained_and_drawn(
    page: User, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, line = told(page, Conversation, monkeypatch), told(page, StepLine, monkeypatch)
    why, canvas = told(page, Explanation, monkeypatch), told(page, StateCanvas, monkeypatch)
    page.find(Conversation).trigger("say", {"text": "claims_paid"})
    await until(lambda: why)
    [(method, turn)] = talk
    assert (method, turn["keep"], [row["sender"] for row in turn["rows"]]) == (
        "turn",
        1,
        ["customer", "business"],
    )
    [(_, steps)] = line
    assert (steps["keep"], [row["words"] for row in steps["rows"]], steps["here"]) == (
        1, ["Ana writes “claims_paid”"], "2",
    )  # fmt: skip
    assert why[0][1]["heard"]["verdict"] == "Understood as “claims paid”"
    assert [call for call in canvas if call[0] == "follow"] == [("follow", ["reminded"])]
    await page.should_see("Ana writes “claims_paid”. It goes to “Reminder sent” by")  # for a screen reader


async def test_a_refusal_is_said_and_gives_the_words_back(
    page: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = told(page, Conversation, monkeypatch)
    page.find(Conversation).trigger("press", {"title": "No such button"})
    await until(lambda: talk)
    assert [method for method, *_ in talk] == ["refused"]
    await page.should_see("No such button")


async def test_time_passes_to_the_next_check(page: User, services: Services) -> None:
    await page.should_see("Next in 2 days, Wed 4 Mar 2026, 09:00: after 2 days")
    page.find(marker="wait-next").click()
    await page.should_see("Wednesday, 4 March 2026")
    assert (await run_of(services)).step.bindings[0].state == "overdue"


async def test_time_passes_to_a_date_and_never_back(page: User) -> None:
    page.find(marker="wait-date").click()
    [field] = page.find("Date and time").elements
    with page:
        field.value = "2026-03-01T09:00"  # type: ignore[attr-defined]
    page.find(marker="wait-until").click()
    await until(lambda: getattr(field, "error", None))
    with page:
        field.value = "2026-03-03T10:30"  # type: ignore[attr-defined]
    page.find(marker="wait-until").click()
    await page.should_see("Tuesday, 3 March 2026")
    await page.should_see("10:30")


async def test_an_event_is_fired_with_what_its_form_holds(page: User, services: Services) -> None:
    await page.should_see(marker="event-payment_received")
    page.find(marker="event-payment_received").click()
    await page.should_see("Event: payment received")
    page.find(marker="fire").click()
    await page.should_see("Event: payment received. It goes to “Paid”")
    binding = (await run_of(services)).step.bindings[0]
    assert (binding.state, binding.ended) == ("confirmed", True)


async def test_an_operator_takes_over_writes_and_gives_back(page: User, services: Services) -> None:
    page.find(marker="take-over").click()
    await page.should_see("An operator has the conversation")
    page.find(marker="operator-write").click()
    with page:
        page.find("Message to the customer").type("Hello, this is Bo.")
    page.find(marker="write-it").click()
    await page.should_see("The operator writes “Hello, this is Bo.”")
    page.find(marker="release").click()
    await page.should_see("Take over")
    assert (await run_of(services)).messages[-1].sender == "operator"


async def test_steps_by_hand_and_any_state_are_a_click_away(page: User, services: Services) -> None:
    page.find(marker="manual-mark_paid").click()
    await page.should_see("An operator: mark paid")
    page.find(marker="to-overdue").click()
    await page.should_see("An operator goes to “Overdue”")
    assert (await run_of(services)).step.bindings[0].state == "overdue"


async def test_keys_go_back_and_forth_and_a_second_way_is_a_fork(
    page: User, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = told(page, StepLine, monkeypatch)
    page.find(Conversation).trigger("say", {"text": "claims_paid"})
    await until(lambda: len(line) == 1)
    page.find(Keys).trigger("pressed", {"name": "back"})
    await until(lambda: len(line) == 2)
    assert (line[1][1]["keep"], line[1][1]["here"]) == (2, "1")
    page.find(marker="wait-next").click()
    await until(lambda: len(line) == 3)
    assert [fork["words"] for fork in line[2][1]["forks"]] == [
        "Ana writes “claims_paid”", "Time passes until the next check",
    ]  # fmt: skip
    page.find(StepLine).trigger("compare")
    await page.should_see("Two ways compared")
    await page.should_see("What happened after they parted")
    page.find(StepLine).trigger("go", {"id": "2"})
    await until(lambda: len(line) == 4)
    assert (await run_of(services)).here == "2"


async def test_the_run_is_there_again_after_the_page_was_left(page: User, services: Services) -> None:
    page.find(marker="wait-next").click()
    await page.should_see("Wednesday, 4 March 2026")
    await page.open(PATH)
    await page.should_see("Wednesday, 4 March 2026")
    await page.open(f"{PATH}?step=1")
    await page.should_see("Monday, 2 March 2026")
    page.find(marker="restart").click()
    await until(lambda: services.sandbox._kept[PUBLISHER.id, "payment_collection"].tree.here == "1")


async def test_a_version_is_tried_instead_of_the_draft(page: User, services: Services) -> None:
    [select] = page.find(marker="tried-version").elements
    assert isinstance(select, ui.select)
    assert select.options == {0: "Draft", 1: "Version 1"}
    with page:
        select.value = 1
    await until(
        lambda: services.sandbox._kept[PUBLISHER.id, "payment_collection"].tree.setup.sources[0].version == 1
    )
    await page.open(f"{PATH}?version=1")
    [select] = page.find(marker="tried-version").elements
    assert select.value == 1  # type: ignore[attr-defined]


def publish_again(session: Session) -> None:
    """A second version: like the first, in another zone."""
    flow = codec.draft(flows.version(session, "payment_collection")).model_copy(update={"timezone": "UTC"})
    flows.save_draft(session, flow, Actor("A publisher", "publisher"))
    session.flush()
    publishing.publish(session, "payment_collection", actor=Actor("A publisher", "publisher"), note="Again")


async def test_a_version_newer_than_the_page_is_shown_and_the_run_in_the_other_window_goes_on(
    page: User, services: Services, database: Database
) -> None:
    await database.write(publish_again)
    await services.sandbox.open(PUBLISHER, "payment_collection", 2)  # in another window
    kept = services.sandbox._kept[PUBLISHER.id, "payment_collection"]
    [select] = page.find(marker="tried-version").elements
    assert isinstance(select, ui.select)
    await until(lambda: select.value == 2)
    await asyncio.sleep(0.1)
    assert services.sandbox._kept[PUBLISHER.id, "payment_collection"] is kept


async def test_the_set_up_takes_another_flow_in_and_another_customer(page: User, services: Services) -> None:
    page.find(marker="set-up").click()
    await page.should_see("Flows in this conversation")
    [add] = page.find(marker="add-flow").elements
    with page:
        add.value = "order_fulfillment"  # type: ignore[attr-defined]
    await page.should_see(marker="version-order_fulfillment")
    [name] = [one for one in page.find("Name").elements if one.props.get("label") == "Name"]
    with page:
        name.value = "Bo"  # type: ignore[attr-defined]
    page.find(marker="begin").click()
    await page.should_see(marker="map-order_fulfillment")
    run = await run_of(services)
    assert [one.process_type for one in run.step.bindings] == ["payment_collection", "order_fulfillment"]
    assert run.step.contact.name == "Bo"


async def test_a_set_up_that_does_not_fit_says_so_at_its_field(page: User, services: Services) -> None:
    before = await run_of(services)
    page.find(marker="set-up").click()
    await page.should_see("Flows in this conversation")
    [zone] = [one for one in page.find("Time zone").elements if one.props.get("label") == "Time zone"]
    with page:
        zone.value = "Europe/Atlantis"  # type: ignore[attr-defined]
    page.find(marker="begin").click()
    await until(lambda: getattr(zone, "error", None))
    assert (await run_of(services)).line == before.line


async def test_results_by_hand_wait_to_be_settled(page: User, services: Services) -> None:
    setup = (await run_of(services)).setup
    await services.sandbox.set_up(PUBLISHER, "payment_collection", setup._replace(sends_succeed=False))
    await page.open(PATH)
    await page.should_see("The message “reminder”")
    page.find(marker="fails-send").click()
    await page.should_see("The message “reminder” fails")


async def test_a_changed_draft_is_said_calmly_and_can_be_played(page: User, services: Services) -> None:
    _, rev = await services.editing.open(PUBLISHER, "payment_collection")
    page.find(marker="wait-next").click()
    await page.should_see("Wednesday, 4 March 2026")
    await page.should_not_see("The map was changed since.")
    rename = {"op": "rename_state", "state": "overdue", "title": "Late"}
    await services.editing.do(PUBLISHER, "payment_collection", rename, rev)
    await page.should_see("The map was changed since.")
    [banner] = page.find(marker="changed").elements
    page.find(marker="replay").click()
    await until(lambda: not banner.visible)
    run = await run_of(services)
    assert (run.stale, run.step.words) == (False, "Time passes until the next check")


async def test_who_may_only_look_may_play(stranger: User, database: Database, services: Services) -> None:
    await database.write(stage.publish_shipped)
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    stranger.http_client.cookies.set(SESSION, cookie)
    await stranger.open(PATH)
    await stranger.should_see("Next check")
    stranger.find(marker="wait-next").click()
    await stranger.should_see("It goes to “Overdue”")


async def test_a_draft_with_errors_plays_as_far_as_it_can(user: User, database: Database) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load(stage.WITH_ERRORS), ED))
    await user.open("/flows/refund/try")
    await user.should_see(marker="event-return_arrived")
    user.find(marker="event-return_arrived").click()
    await user.should_see("can't go on here")


async def test_what_really_happened_is_said_to_be_real(page: User, services: Services) -> None:
    run = await run_of(services)
    services.sandbox._kept[PUBLISHER.id, "payment_collection"].tree.real = Real("b1", 1, run.step.at, steps=1)
    await page.open(PATH)
    await page.should_see("This really happened.")
    await page.should_not_see("Record scenario")
    [line] = page.find(StepLine).elements
    assert line.props["first"]["real"] == 1
