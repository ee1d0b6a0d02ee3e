"""The editors of entries as the person who fills them in: every edit is stored in the draft, text is inert."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from flows.findings.finding import At
from runtime.store.session import Database
from runtime.understanding.local import LocalDetector
from studio.gate import COOKIE
from studio.panels.entries import data_fields, flow_settings, intents, messages
from studio.services import Services
from studio.services.trying import Trying
from tests.studio import stage
from tests.studio.entries.conftest import Open


async def until(holds: Callable[[], object]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen within ten seconds")


def control(user: User, label: str, number: int = 0) -> Any:
    """The field with this label, as the browser's events reach it."""
    found = [one for one in user.find(ui.element).elements if one.props.get("label") == label]
    return sorted(found, key=lambda one: one.id)[number]


def enter(user: User, label: str, value: object, number: int = 0) -> None:
    with user:
        control(user, label, number).value = value


async def test_a_message_is_rewritten_and_its_preview_filled_in(user: User, opened: Open) -> None:
    bench = await opened(messages)
    user.find(marker="message-reminder").click()
    enter(user, "What it says", "<b>Hi</b>, {{ data.amount | money }} is due.")
    await until(lambda: bench.flow.messages["reminder"].text.startswith("<b>Hi"))
    await user.should_see("<b>Hi</b>, €128.50 is due.")


async def test_a_text_that_cannot_be_read_is_said_and_not_stored(user: User, opened: Open) -> None:
    bench = await opened(messages)
    user.find(marker="message-reminder").click()
    before = bench.flow.messages["reminder"].text
    enter(user, "What it says", "Hi {{ data.amount | monney }}")
    await user.should_see("the filter “monney” can't be written here")
    assert bench.flow.messages["reminder"].text == before


async def test_a_message_is_added_renamed_and_removed(user: User, opened: Open) -> None:
    bench = await opened(messages)
    user.find(marker="new-message").click()
    user.find(marker="name-message").type("Thank you!")
    user.find(marker="add-message").click()
    await until(lambda: "thank_you" in bench.flow.messages)
    await user.should_see("Nowhere yet.")
    name = control(user, "Id")
    name.value = "thanks"
    UserInteraction(user, {name}, None).trigger("change")
    await until(lambda: "thanks" in bench.flow.messages and "thank_you" not in bench.flow.messages)
    await until(lambda: control(user, "Id").value == "thanks")
    user.find(marker="remove-message").click()
    await until(lambda: "thanks" not in bench.flow.messages)


async def test_what_is_used_says_where_before_it_goes(user: User, opened: Open) -> None:
    bench = await opened(messages)
    user.find(marker="message-reminder").click()
    user.find(marker="remove-message").click()
    await user.should_see("“Reminder” is used in")
    await user.should_see("Not reminded yet")
    user.find("Remove all the same").click()
    await until(lambda: "reminder" not in bench.flow.messages)


async def test_many_examples_are_pasted_at_once(user: User, opened: Open) -> None:
    bench = await opened(intents)
    user.find(marker="intent-claims_paid").click()
    had = len(bench.flow.intents["claims_paid"].examples)
    enter(user, "Add examples, one a line", "- it is paid\n2. “done yesterday”\n\nI already paid that")
    user.find(marker="add-lines").click()
    await until(lambda: len(bench.flow.intents["claims_paid"].examples) == had + 2)
    assert bench.flow.intents["claims_paid"].examples[-2:] == ("it is paid", "done yesterday")


async def test_a_sentence_is_tried_on_all_intents(user: User, opened: Open, services: Services) -> None:
    # Without the language model, so that the test is the same on every machine.
    services.trying._load = lambda: LocalDetector(None)
    assert isinstance(services.trying, Trying)
    await opened(intents)
    enter(user, "What a customer may write", "I already paid that")
    user.find(marker="try-sentence").click()
    await user.should_see("Understood: “claims paid”", retries=100)
    await user.should_see("only the spelling was compared")


async def test_a_data_field_keeps_only_what_fits_its_type(user: User, opened: Open) -> None:
    bench = await opened(data_fields)
    user.find(marker="data-amount").click()
    enter(user, "To begin with", "a lot")
    await user.should_see("should be a number")
    assert bench.flow.data["amount"].default is None
    enter(user, "To begin with", "12.5")
    await until(lambda: bench.flow.data["amount"].default == 12.5)
    enter(user, "Type", "date")
    await until(lambda: bench.flow.data["amount"].type == "date")
    assert (bench.flow.data["amount"].default, bench.flow.data["amount"].currency) == (None, None)


async def test_opening_hours_are_shown_as_a_week(user: User, opened: Open) -> None:
    bench = await opened(flow_settings)
    enter(user, "Opening hours", "Mo-Fr 25:00")
    await user.should_see("is not a span of time")
    enter(user, "Opening hours", "Mo-Fr 08:00-20:00; PH off")
    await until(lambda: bench.flow.hours == "Mo-Fr 08:00-20:00; PH off")
    await user.should_see("Monday to Friday")
    enter(user, "Name", "Collecting")
    await until(lambda: bench.flow.title == "Collecting")
    enter(user, "Times at most", 3)
    await until(lambda: bench.flow.unmatched is not None and bench.flow.unmatched.tries == 3)
    assert bench.flow.unmatched is not None
    assert bench.flow.unmatched.then


async def test_who_may_only_look_changes_nothing(user: User, opened: Open, database: Database) -> None:
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    user.http_client.cookies.set(COOKIE, cookie)
    for panel in (messages, intents, data_fields, flow_settings):
        await opened(panel)
        fields = [one for one in user.find(ui.element).elements if isinstance(one, ui.input | ui.textarea)]
        alive = [one for one in fields if one.enabled]
        allowed = ("What a customer may write", None, "What it is called")
        assert [one.props.get("label") for one in alive if one.props.get("label") not in allowed] == []
        await user.should_not_see("Add a button")
        await user.should_not_see("Add examples, one a line")


async def test_a_language_is_added_written_and_removed(user: User, opened: Open) -> None:
    bench = await opened(messages)
    bench.go_to(At("message", "promise_ack"))
    enter(user, "Add a language", "de")
    await until(lambda: "de" in bench.flow.messages["promise_ack"].locales)
    enter(user, "What it says", "Danke, {{ contact.name }}!")
    await until(lambda: bench.flow.messages["promise_ack"].locales["de"].text)
    await user.should_see("Danke, Ana García!")
    [remove] = [
        one for one in user.find(ui.button).elements if one.props.get("aria-label") == "Remove German here"
    ]
    UserInteraction(user, {remove}, None).click()
    await until(lambda: "de" not in bench.flow.messages["promise_ack"].locales)
    assert "es" in bench.flow.messages["promise_ack"].locales


async def test_an_urgent_message_needs_its_reason(user: User, opened: Open) -> None:
    bench = await opened(messages)
    bench.go_to(At("message", "details"))
    [urgent] = [one for one in user.find(ui.switch).elements if one.text.startswith("Urgent")]
    with user:
        urgent.value = True
    await user.should_see("says in `reason` why", retries=20)
    assert bench.flow.messages["details"].class_ == "normal"
    enter(user, "Why", "The customer waits for it.")
    await until(lambda: bench.flow.messages["details"].class_ == "urgent")
