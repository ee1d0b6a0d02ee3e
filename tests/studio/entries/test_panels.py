"""The editors of entries as the person who fills them in: every edit is stored in the draft, text is inert."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from flows.findings.finding import At
from runtime.store.session import Database
from runtime.understanding.local import LocalDetector
from runtime.users.actor import Actor
from studio.cookies import SESSION
from studio.panels.bench import Bench
from studio.panels.entries import data_fields, flow_settings, intents, messages
from studio.panels.inspector.filling import as_raw
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
    await user.should_see(marker="message-thanks")
    user.find(marker="remove-message").click()
    await until(lambda: "thanks" not in bench.flow.messages)


@pytest.mark.parametrize(
    ("panel", "kind", "about"),
    [
        (messages, "message", "What is said to customers"),
        (intents, "intent", "What a customer may mean"),
        (data_fields, "data", "What is known of each case"),
    ],
)
async def test_an_empty_page_says_what_it_is_for_and_begins_there(
    user: User, opened: Open, services: Services, panel: Callable[[Bench], None], kind: str, about: str
) -> None:
    process_type = await services.beginnings.blank(Actor("Ed", "editor"), "Lost luggage")
    bench = await opened(panel, process_type)
    await user.should_see(about)
    [begin] = user.find(marker=f"first-{kind}").elements
    await bench.do({"op": "add_state", "title": "Found"})
    assert not begin.is_deleted, "what others do elsewhere takes nothing from under the finger"
    user.find(marker=f"first-{kind}").click()
    user.find(marker=f"name-{kind}").type("Any")
    user.find(marker=f"add-{kind}").click()
    await user.should_see(marker=f"remove-{kind}")
    await user.should_not_see(about)
    assert "any" in {*bench.flow.messages, *bench.flow.intents, *bench.flow.data}


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
    enter(
        user,
        "Add examples, one a line",
        "- it is paid\n2. “done yesterday”\n\nI already paid that\nDone yesterday.",
    )
    user.find(marker="add-examples-now").click()
    await user.should_see("2 lines left out, there already: “I already paid that”, “Done yesterday.”.")
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
    user.http_client.cookies.set(SESSION, cookie)
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


def labelled(user: User, label: str) -> list[Any]:
    """What a screen reader calls so, from the top of the page."""
    found = [one for one in user.find(ui.element).elements if one.props.get("aria-label") == label]
    return sorted(found, key=lambda one: one.id)


async def theirs(services: Services, bench: Any, section: str, name: str, **values: Any) -> None:
    """Somebody else changes keys of an entry."""
    value = {**as_raw(getattr(bench.flow, section)[name]), **values}
    op = {"op": "put_entry", "section": section, "name": name, "value": value}
    await services.editing.do(Actor("Bo", "editor"), bench.process_type, op, bench.rev)


async def test_examples_are_put_in_another_order_by_the_keyboard(user: User, opened: Open) -> None:
    bench = await opened(intents)
    bench.go_to(At("intent", "claims_paid"))
    first, second, *others = bench.flow.intents["claims_paid"].examples
    grip = labelled(user, "Move this example: drag, or use the arrow keys")[0]
    UserInteraction(user, {grip}, None).trigger("keydown.down.prevent")
    await until(lambda: bench.flow.intents["claims_paid"].examples == (second, first, *others))
    await bench.undo()
    await until(lambda: bench.flow.intents["claims_paid"].examples == (first, second, *others))


async def test_buttons_are_pasted_and_find_what_they_mean(user: User, opened: Open) -> None:
    bench = await opened(messages)
    bench.go_to(At("message", "promise_ack"))
    assert bench.flow.messages["promise_ack"].buttons == ()
    user.find(marker="paste-buttons").click()
    enter(user, "Add buttons, one a line", "Claims paid\nSomething else")
    user.find(marker="add-buttons-now").click()
    await until(lambda: [one.intent for one in bench.flow.messages["promise_ack"].buttons] == ["claims_paid"])
    await user.should_see("Not stored yet: it needs a title, and what it means.")
    enter(user, "Means", "needs_time", 1)
    await until(lambda: len(bench.flow.messages["promise_ack"].buttons) == 2)
    await user.should_see("2 of 3 buttons")


async def test_what_others_change_leaves_alone_what_is_being_typed(
    user: User, opened: Open, services: Services
) -> None:
    bench = await opened(messages)
    bench.go_to(At("message", "reminder"))
    text, subject = control(user, "What it says"), control(user, "Subject of the email")
    buttons = len(bench.flow.messages["reminder"].buttons)
    enter(user, "What it says", "Hi {{ data.amount | monney }}")
    await user.should_see("the filter “monney” can't be written here")
    more = [{"title": "Call me", "intent": "claims_paid"}]
    kept = as_raw(bench.flow.messages["reminder"]).get("buttons", [])
    await theirs(services, bench, "messages", "reminder", subject="News of Bo", buttons=[*kept, *more])
    await until(lambda: subject.value == "News of Bo")
    assert control(user, "What it says") is text, "the field somebody types into is still the same"
    assert text.value == "Hi {{ data.amount | monney }}"
    assert not text.is_deleted
    await until(lambda: control(user, "Button", buttons).value == "Call me")
    enter(user, "What it says", "Hi!")
    await until(lambda: bench.flow.messages["reminder"].text == "Hi!")
    stored = bench.flow.messages["reminder"]
    assert (stored.subject, stored.buttons[-1].title) == ("News of Bo", "Call me")


async def test_an_example_of_somebody_else_comes_beside_the_one_being_written(
    user: User, opened: Open, services: Services
) -> None:
    bench = await opened(intents)
    bench.go_to(At("intent", "claims_paid"))
    examples = bench.flow.intents["claims_paid"].examples

    def fields() -> list[Any]:
        shown = [one for one in user.find(ui.input).elements if one.value in (*examples, "from Bo")]
        return sorted(shown, key=lambda one: one.id)

    before = fields()
    await theirs(services, bench, "intents", "claims_paid", examples=["from Bo", *examples])
    await until(lambda: len(fields()) == len(examples) + 1)
    assert fields()[:-1] == before, "those that were there are the same fields"
    await user.should_see(f"{len(examples) + 1} examples")


async def test_what_starts_a_flow_has_its_condition(user: User, opened: Open) -> None:
    bench = await opened(flow_settings)
    await user.should_see("Starts when “invoice due” arrives.")
    user.find("Add a condition").click()
    enter(user, "Look at", "data.amount")
    [value] = labelled(user, "Value")
    with user:
        value.value = "10"
    await until(lambda: bench.flow.starts[0].when is not None)
    await user.should_see("Starts when “invoice due” arrives, if amount is 10.")


async def test_a_message_nobody_understands_may_only_be_handed_over(user: User, opened: Open) -> None:
    bench = await opened(flow_settings)
    assert bench.flow.unmatched is not None
    then = bench.flow.unmatched.then
    enter(user, "Say", None)
    await until(lambda: bench.flow.unmatched is not None and bench.flow.unmatched.message is None)
    assert bench.flow.unmatched is not None
    assert bench.flow.unmatched.then == then
    await user.should_see("At once it sends “handed over”, then hands over to billing.")
