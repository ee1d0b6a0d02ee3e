"""Names that the flow doesn't have yet: what they are of is made where they are written."""

from __future__ import annotations

import pytest
from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from flows.findings.finding import At
from studio.panels.inspector.filling import as_raw
from studio.panels.workbench import Workbench
from tests.studio.inspector.conftest import Open
from tests.studio.inspector.test_inspector import choose, enter, field, state, transition, until


def type_name(user: User, label: str, typed: str, number: int = 0) -> None:
    """Write a name into a field, and leave it."""
    UserInteraction(user, {field(user, ui.select, label, number)}, label).trigger("blur", typed)


def seen(user: User, marker: str) -> list[ui.element]:
    """The buttons of this mark that can be pressed."""
    assert user.client is not None
    return [one for one in user.client.layout.descendants() if marker in one._markers and one.visible]


def press(user: User, marker: str) -> None:
    [button] = seen(user, marker)
    UserInteraction(user, {button}, marker).click()


def went(bench: Workbench) -> list[At]:
    """Where the page was led to."""
    places: list[At] = []
    bench.on_go_to(places.append)
    return places


def heard(bench: Workbench) -> object:
    """What the promise listens for."""
    return as_raw(transition(bench.flow, "promise").trigger)["value"]


async def test_an_intent_is_made_and_taught_where_its_name_is_written(user: User, opened: Open) -> None:
    bench = await opened(transitions=("promise",))
    type_name(user, "What they mean", "Asks for a day")
    await until(lambda: heard(bench) == "asks_for_a_day")
    await user.should_see("No intent of this name yet.")
    press(user, "make-intent")
    await until(lambda: "asks_for_a_day" in bench.flow.intents)
    await user.should_see("No examples yet: without them it is not understood.")
    assert not seen(user, "make-intent")
    enter(user, ui.textarea, "Examples, one a line", "- give me a day\n- one more day")
    press(user, "teach-now")
    await until(lambda: bench.flow.intents["asks_for_a_day"].examples == ("give me a day", "one more day"))
    await user.should_see("“give me a day” · “one more day”")
    enter(user, ui.textarea, "Examples, one a line", "may I pay tomorrow")
    press(user, "teach-now")
    await until(lambda: len(bench.flow.intents["asks_for_a_day"].examples) == 3)


async def test_making_it_is_taken_back_by_itself(user: User, opened: Open) -> None:
    bench = await opened(transitions=("promise",))
    type_name(user, "What they mean", "haggles")
    await user.should_see("No intent of this name yet.")
    press(user, "make-intent")
    await until(lambda: bench.to_undo == "Add “haggles”")
    await bench.undo()
    assert "haggles" not in bench.flow.intents
    assert heard(bench) == "haggles"
    await user.should_see("No intent of this name yet.")


@pytest.mark.parametrize("name", ["unmatched", "answer", "*", "claims_paid"])
async def test_what_is_there_or_reserved_is_not_made(user: User, opened: Open, name: str) -> None:
    bench = await opened(transitions=("promise",))
    enter(user, ui.select, "What they mean", name)
    await until(lambda: heard(bench) == name)
    assert not seen(user, "make-intent")


async def test_a_message_is_made_and_opened_to_be_written(user: User, opened: Open) -> None:
    bench = await opened(states=("escalated",))
    led = went(bench)
    choose(user, "send_message")
    await until(lambda: state(bench.flow, "escalated").enter)
    type_name(user, "Message", "We call you")
    await user.should_see("No message of this name yet.")
    press(user, "make-message")
    await until(lambda: "we_call_you" in bench.flow.messages)
    assert as_raw(state(bench.flow, "escalated").enter[-1])["message"] == "we_call_you"
    await user.should_see("The message is made.")
    press(user, "open-message")
    assert led == [At("message", "we_call_you")]


async def test_a_data_field_is_made_for_the_value_that_is_remembered(user: User, opened: Open) -> None:
    bench = await opened(states=("escalated",))
    choose(user, "set_data")
    type_name(user, "Name", "Late fee")
    enter(user, ui.input, "Value", "2.5")
    await user.should_see("No data field of this name yet.")
    press(user, "make-data")
    await until(lambda: "late_fee" in bench.flow.data)
    assert bench.flow.data["late_fee"].type == "number"
    await user.should_see("The data field is made.")


async def test_names_that_go_elsewhere_are_not_made(user: User, opened: Open) -> None:
    await opened(states=("escalated",))
    choose(user, "update_backend")
    user.find("Add a value").click()
    type_name(user, "Name", "reason")
    assert not seen(user, "make-data")


async def test_a_name_alone_in_a_condition_is_a_data_field(user: User, opened: Open) -> None:
    bench = await opened(transitions=("promise",))
    type_name(user, "Look at", "Shoe size")
    look = field(user, ui.select, "Look at")
    assert (look.value, look.options[look.value]) == ("data.shoe_size", "Shoe size")
    await user.should_see("No data field of this name yet.")
    press(user, "make-data")
    await until(lambda: "shoe_size" in bench.flow.data)


async def test_a_question_gets_its_message_and_its_field_on_the_spot(user: User, opened: Open) -> None:
    bench = await opened(states=("escalated",))
    user.find("Ask a question").click()
    type_name(user, "Question", "Which day suits")
    press(user, "make-message")
    type_name(user, "Answer goes into", "Day wanted")
    press(user, "make-data")
    await until(lambda: {"which_day_suits"} <= bench.flow.messages.keys() and "day_wanted" in bench.flow.data)
    ask = state(bench.flow, "escalated").ask
    assert ask is not None
    assert (ask.message, ask.into) == ("which_day_suits", "day_wanted")
