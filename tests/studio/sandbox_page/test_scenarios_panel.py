"""The drawer's scenarios, as the person who keeps a flow's promises uses them."""

from __future__ import annotations

from typing import Any

from nicegui import ui
from nicegui.testing import User

from flows import codec
from flows.model import Flow
from runtime.store import flows
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.cookies import SESSION
from studio.panels.sandbox.conversation import Conversation
from studio.services import Services
from tests.studio import stage
from tests.studio.sandbox_page.test_page import PATH, PUBLISHER, run_of, until

START = {"data": {"invoice_id": "INV-7"}}
STEPS = [
    {"intent": "disputes_invoice", "expect": {"state": "escalated"}},
    {"wait": "1d", "expect": {"state": "confirmed"}},
]


async def draft(services: Services) -> Flow:
    return (await services.editing.open(PUBLISHER, "payment_collection")).flow


async def with_scenarios(database: Database, *scenarios: dict[str, Any]) -> None:
    flow = await database.read(lambda session: flows.version(session, "payment_collection"))
    value = {**flow.model_dump(mode="json", by_alias=True), "scenarios": list(scenarios)}
    await database.write(
        lambda session: flows.save_draft(session, codec.from_json(value), Actor("Ed", "editor"))
    )


def table(user: User) -> ui.table:
    [found] = user.find(kind=ui.table, marker="scenarios").elements
    return found


def how(user: User) -> list[tuple[str, str]]:
    return [(row["name"], row["how"]) for row in table(user).rows]


async def open_scenarios(user: User) -> None:
    [tabs] = user.find(ui.tabs).elements
    tabs.value = "scenarios"
    await until(lambda: table(user).rows)


async def test_a_run_is_recorded_and_from_then_on_checked(
    page: User, services: Services, database: Database
) -> None:
    page.find(Conversation).trigger("say", {"text": "claims_paid"})
    await page.should_see("Ana writes “claims_paid”")
    page.find("Record scenario").click()
    await page.should_see("1 step from the start to where you are.")
    page.find(marker="keep-scenario").click()
    await page.should_see("Say in a few words what happens in it.")
    page.find("What happens in it").type("says it is paid")
    page.find("The messages sent").click()
    page.find(marker="keep-scenario").click()
    await page.should_see("Recorded as “says it is paid”.")
    kept = (await draft(services)).scenarios[-1]
    assert (kept.name, kept.steps[0].expect.intent) == ("says it is paid", "claims_paid")
    assert not kept.steps[0].expect.expects("sends")
    page.find(marker="run-this").click()
    await until(lambda: ("says it is paid", "Passed, 1 step") in how(page))


async def test_a_step_that_fails_says_what_came_and_opens_in_the_sandbox(
    page: User, services: Services, database: Database
) -> None:
    await with_scenarios(
        database,
        {"name": "is paid", "start": START, "steps": STEPS},
        {"name": "says no", "start": START, "steps": STEPS[:1]},
    )
    await open_scenarios(page)
    assert how(page) == [("is paid", "Not played"), ("says no", "Not played")]
    page.find(marker="run-all").click()
    await until(lambda: how(page)[1][1] == "Passed, 1 step")
    assert how(page)[0][1].startswith("Failed at step 2: state: expected Paid, got ")
    await page.should_see("that no scenario takes")
    missed = [
        [one.text for one in button.default_slot.children if isinstance(one, ui.label)]
        for button in page.find(marker="missed").elements
    ]
    assert ["Reminder sent → Overdue", "after 2 days"] in missed
    page.find(marker="scenarios").trigger("open", "is paid")
    await page.should_see("state: expected Paid, got ")
    page.find(marker="open-at").click()
    await page.should_see("Time passes: 1 day.")  # for a screen reader
    run = await run_of(services)
    assert run.here == "3"
    assert [step.words for step in run.line][1:] == [
        "The customer is understood: disputes invoice",
        "Time passes: 1 day",
    ]
    page.find(marker="accept-what-came").click()
    page.find(marker="save-scenario").click()
    await page.should_see("Saved “is paid”.")
    page.find(marker="run-all").click()
    await until(lambda: [words for _, words in how(page)] == ["Passed, 2 steps", "Passed, 1 step"])


async def test_steps_and_expectations_are_changed_and_saved_as_one_edit(
    page: User, services: Services, database: Database
) -> None:
    await with_scenarios(database, {"name": "is paid", "start": START, "steps": STEPS})
    await open_scenarios(page)
    page.find(marker="scenarios").trigger("open", "is paid")
    page.find(marker="step-1").click()
    page.find(marker="expect-ended").click()
    page.find(marker="forget-state").click()
    page.find(marker="add-step").click()
    page.find(marker="arrow_upward-3").click()
    page.find(marker="close-3").click()
    assert len((await draft(services)).scenarios[0].steps) == 2
    page.find(marker="save-scenario").click()
    await page.should_see("Saved “is paid”.")
    [scenario] = (await draft(services)).scenarios
    assert [step.model_dump(mode="json", exclude_defaults=True) for step in scenario.steps] == [
        {"intent": "disputes_invoice", "expect": {"ended": True}},
        {"wait": "1d"},
    ]


async def test_one_is_duplicated_and_deleted_and_undo_brings_it_back(
    page: User, services: Services, database: Database
) -> None:
    await with_scenarios(database, {"name": "is paid", "start": START, "steps": STEPS})
    await open_scenarios(page)
    page.find(marker="scenarios").trigger("open", "is paid")
    page.find(marker="duplicate-scenario").click()
    await until(lambda: [name for name, _ in how(page)] == ["is paid", "is paid (copy)"])
    page.find(marker="delete-scenario").click()
    await until(lambda: [name for name, _ in how(page)] == ["is paid"])
    assert len((await draft(services)).scenarios) == 1


async def test_what_is_gone_is_said_where_it_is_named(page: User, database: Database) -> None:
    old = {"name": "old", "steps": [{"intent": "claims_paid", "expect": {"state": "lost"}}]}
    await with_scenarios(database, old)
    await open_scenarios(page)
    assert how(page) == [("old", "The flow has no state “lost” any more.")]
    page.find(marker="scenarios").trigger("open", "old")
    await page.should_see("The flow has no state “lost” any more.")


async def test_who_may_only_look_plays_them_and_changes_nothing(stranger: User, database: Database) -> None:
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    stranger.http_client.cookies.set(SESSION, cookie)
    await database.write(stage.publish_shipped)
    await with_scenarios(database, {"name": "says no", "start": START, "steps": STEPS[:1]})
    await stranger.open(PATH)
    await open_scenarios(stranger)
    stranger.find(marker="run-all").click()
    await until(lambda: how(stranger) == [("says no", "Passed, 1 step")])
    stranger.find(marker="scenarios").trigger("open", "says no")
    await stranger.should_see("It begins")
    await stranger.should_not_see(marker="save-scenario", retries=1)


async def test_what_a_browser_makes_up_changes_nothing(page: User, services: Services) -> None:
    await open_scenarios(page)
    before = await draft(services)
    for forged in ("no such scenario", None, {"name": 1}, ["x"]):
        for event in ("open", "run"):
            page.find(marker="scenarios").trigger(event, forged)
    await page.should_see("Click a scenario to see its steps")
    assert await draft(services) == before
