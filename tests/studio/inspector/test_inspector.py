"""The inspector as the person who fills it in: every edit is stored in the draft, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from flows.model import Flow, State, Transition
from runtime.store.session import Database
from studio.cookies import SESSION
from studio.panels.inspector.filling import as_raw
from tests.studio import stage
from tests.studio.inspector.conftest import Open


async def until(holds: Callable[[], object]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen within ten seconds")


def state(flow: Flow, id_: str) -> State:
    return next(state for state in flow.states if state.id == id_)


def transition(flow: Flow, id_: str) -> Transition:
    return next(transition for transition in flow.transitions if transition.id == id_)


def field(user: User, kind: type[ui.element], label: str, number: int = 0) -> Any:
    """The field with this label, as the browser's events reach it."""
    found = [one for one in user.find(kind).elements if one.props.get("label") == label]
    return in_reading_order(user, found)[number]


def in_reading_order(user: User, elements: Sequence[ui.element]) -> list[Any]:
    """The elements as they stand on the page, whenever they were made."""
    assert user.client is not None
    places = {element.id: place for place, element in enumerate(user.client.layout.descendants())}
    return sorted(elements, key=lambda element: places[element.id])


def enter(user: User, kind: type[ui.element], label: str, value: object, number: int = 0) -> None:
    with user:
        field(user, kind, label, number).value = value


async def test_nothing_selected_shows_the_flow(user: User, opened: Open) -> None:
    bench = await opened()
    await user.should_see("Payment collection")
    await user.should_see("What moves it on")
    enter(user, ui.input, "Name", "Collecting payments")
    await until(lambda: bench.flow.title == "Collecting payments")


async def test_a_state_is_renamed_described_and_made_final(user: User, opened: Open) -> None:
    bench = await opened(states=("escalated",))
    before = bench.rev
    enter(user, ui.input, "Name", "A colleague helps")
    await until(lambda: state(bench.flow, "escalated").title == "A colleague helps")
    assert bench.rev == before + 1, "one edit, one command"
    enter(user, ui.textarea, "Description", "Somebody from billing answers.")
    await until(lambda: state(bench.flow, "escalated").description)
    with user:
        next(iter(user.find(ui.toggle).elements)).value = "end"
    await until(lambda: "escalated" in bench.flow.terminal_states)
    await user.should_see("The process ends here.")


async def test_the_start_is_moved_and_never_lost(user: User, opened: Open) -> None:
    bench = await opened(states=("pending",))
    with user:
        next(iter(user.find(ui.toggle).elements)).value = "end"
    await user.should_see("To move the start, make another state the start.")
    assert bench.flow.initial_state == "pending"
    with user:
        bench.select(states=("closed",))
    with user:
        next(iter(user.find(ui.toggle).elements)).value = "start"
    await until(lambda: bench.flow.initial_state == "closed")
    assert "closed" not in bench.flow.terminal_states


def press(user: User, words: str, number: int = 0) -> None:
    """Press a small button by what it says to who can't see it."""
    found = [one for one in user.find(ui.button).elements if one.props.get("aria-label") == words]
    UserInteraction(user, {in_reading_order(user, found)[number]}, words).click()


def choose(user: User, choice: str) -> None:
    user.find(marker=f"choice-{choice}").click()


async def test_actions_are_added_filled_in_moved_and_removed(user: User, opened: Open) -> None:
    bench = await opened(states=("pending",))

    def entered() -> list[str]:
        return [action.type for action in state(bench.flow, "pending").enter]

    choose(user, "escalate")
    await until(lambda: entered() == ["send_message", "escalate"])
    enter(user, ui.select, "Priority", "high")
    await until(lambda: as_raw(state(bench.flow, "pending").enter[1]).get("priority") == "high")
    press(user, "Earlier", 1)
    await until(lambda: entered() == ["escalate", "send_message"])
    press(user, "Remove", 1)
    await until(lambda: entered() == ["escalate"])
    await bench.undo()
    await until(lambda: entered() == ["escalate", "send_message"])
    await user.should_see("Sends “reminder”")


async def test_a_new_action_is_stored_once_it_is_whole(user: User, opened: Open) -> None:
    bench = await opened(states=("pending",))
    choose(user, "update_backend")
    await user.should_see("Call your system: to be filled in")
    assert len(state(bench.flow, "pending").enter) == 1
    enter(user, ui.select, "Operation", None)
    [operation] = [one for one in user.find(ui.select).elements if one.props.get("label") == "Operation"]
    UserInteraction(user, {operation}, "Operation").trigger("blur", "Cancel the invoice")
    await until(lambda: len(state(bench.flow, "pending").enter) == 2)
    assert as_raw(state(bench.flow, "pending").enter[1])["operation"] == "cancel_the_invoice"
    await user.should_see("Calls cancel the invoice")


async def test_tags_are_typed_one_after_the_other(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    choose(user, "tag")
    for typed in ("late payer", "vip"):
        UserInteraction(user, {field(user, ui.select, "Put on")}, "Put on").trigger("blur", typed)
    await until(lambda: state(bench.flow, "overdue").enter)
    await until(lambda: as_raw(state(bench.flow, "overdue").enter[0])["add"] == ["late payer", "vip"])


async def test_a_time_is_written_as_people_say_it(user: User, opened: Open) -> None:
    bench = await opened(transitions=("broken",))
    when = field(user, ui.input, "When")
    assert when.value == "1 day after promised date at 09:00"
    enter(user, ui.input, "When", "someday")
    assert "“someday” isn't a length of time" in when.error
    enter(user, ui.input, "When", "2 business days before promised date at 8")
    assert when.error is None
    await until(lambda: as_raw(transition(bench.flow, "broken").trigger)["offset"] == "-2bd")
    assert as_raw(transition(bench.flow, "broken").trigger) == {
        "type": "timeout", "relative_to": "data.promised_date", "offset": "-2bd", "at": "08:00",
    }  # fmt: skip


async def test_a_timer_set_by_an_action_is_heard_instead(user: User, opened: Open) -> None:
    bench = await opened(transitions=("broken",))
    with user:
        next(iter(user.find(ui.toggle).elements)).value = True
    await until(lambda: as_raw(transition(bench.flow, "broken").trigger) == {"type": "timeout"})
    enter(user, ui.select, "Timer", "*")
    await until(lambda: as_raw(transition(bench.flow, "broken").trigger) == {"type": "timeout", "value": "*"})
    await bench.undo()
    await bench.undo()
    await until(lambda: field(user, ui.input, "When").value == "1 day after promised date at 09:00")


async def test_what_is_being_typed_is_not_overwritten_by_what_was(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    name = field(user, ui.input, "Name")
    for typed in ("T", "To", "Too", "Too late"):
        enter(user, ui.input, "Name", typed)
    await until(lambda: state(bench.flow, "overdue").title == "Too late")
    assert field(user, ui.input, "Name") is name, "the field is still the one somebody types into"
    assert name.value == "Too late"


async def test_a_trigger_of_another_kind_waits_for_what_it_needs(user: User, opened: Open) -> None:
    bench = await opened(transitions=("broken",))
    choose(user, "event")
    await user.should_see("Not stored until this is filled in.")
    assert transition(bench.flow, "broken").trigger.type == "timeout"
    enter(user, ui.select, "Event", "payment_received")
    await until(lambda: transition(bench.flow, "broken").trigger.type == "event")
    choose(user, "intent")
    await until(lambda: transition(bench.flow, "broken").trigger.type == "intent")
    await user.should_see("“I'll pay on Friday”")
    await user.should_see("Only when understood surely")


async def test_a_condition_is_built_and_read_as_a_sentence(user: User, opened: Open) -> None:
    bench = await opened(transitions=("promise",))
    await user.should_see("If promised date is within 14 days")
    user.find("Condition").click()
    await user.should_see("Choose what to look at.")
    enter(user, ui.select, "Look at", "data.amount", 1)
    comparison = sorted(
        (one for one in user.find(ui.select).elements if one.props.get("aria-label") == "Comparison"),
        key=lambda one: one.id,
    )[-1]
    with user:
        comparison.value = "gte"
    value = max(
        (one for one in user.find(ui.input).elements if one.props.get("aria-label") == "Value"),
        key=lambda one: one.id,
    )
    with user:
        value.value = "lots"
    await user.should_see("Amount should be a number such as 120.5, not “lots”.")
    with user:
        value.value = "500"
    await user.should_see("If promised date is within 14 days and amount is at least 500")
    await until(lambda: len(as_raw(transition(bench.flow, "promise"))["when"]["all"]) == 2)
    press(user, "Remove this condition", 0)
    await until(
        lambda: (
            as_raw(transition(bench.flow, "promise"))["when"]
            == {"all": [{"field": "data.amount", "op": "gte", "value": 500}]}
        )
    )


async def test_where_it_leads_and_how_surely_it_is_heard(user: User, opened: Open) -> None:
    bench = await opened(transitions=("promise",))
    enter(user, ui.select, "To", "")
    await until(lambda: transition(bench.flow, "promise").to_state is None)
    enter(user, ui.select, "From", ["reminded", "*"])
    await until(lambda: transition(bench.flow, "promise").from_states == ("*",))
    enter(user, ui.select, "To", "escalated")
    await until(lambda: transition(bench.flow, "promise").to_state == "escalated")
    enter(user, ui.select, "From", ["*", "escalated"])  # anywhere doesn't include where it leads
    await until(lambda: transition(bench.flow, "promise").from_states == ("*", "escalated"))
    enter(user, ui.select, "From", ["*", "escalated", "reminded"])
    await until(lambda: transition(bench.flow, "promise").from_states == ("escalated", "reminded"))
    enter(user, ui.select, "From", [])
    assert field(user, ui.select, "From").error == "It starts from at least one state."
    [sure] = user.find(ui.switch).elements
    with user:
        sure.value = False
    await until(lambda: transition(bench.flow, "promise").min_confidence is None)


async def test_a_question_is_asked_and_taken_back(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    user.find("Ask a question").click()
    await until(lambda: state(bench.flow, "overdue").ask)
    enter(user, ui.select, "Answer goes into", "promised_date")
    await until(lambda: as_raw(state(bench.flow, "overdue"))["ask"]["into"] == "promised_date")
    press(user, "Don’t ask")
    await until(lambda: state(bench.flow, "overdue").ask is None)


async def test_ids_change_and_stay_selected(user: User, opened: Open) -> None:
    bench = await opened(transitions=("broken",))
    id_ = field(user, ui.input, "Id")
    with user:
        id_.value = "promise_broken"
    UserInteraction(user, {id_}, "Id").trigger("change")
    await until(lambda: bench.selection.transitions == ("promise_broken",))
    await user.should_see("1 day after promised date")


async def test_a_new_transition_is_opened_and_what_is_deleted_gone(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    user.find("Add transition").click()
    await until(lambda: bench.selection.transitions)
    await user.should_see("Overdue · stays")
    user.find("Delete this transition").click()
    await user.should_see("What moves it on")


async def test_what_others_change_is_shown(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    await bench.do({"op": "rename_state", "state": "overdue", "title": "Too late"})
    await user.should_see("Too late")
    assert field(user, ui.input, "Name").value == "Too late"


async def test_several_can_be_deleted_at_once(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue", "escalated"), transitions=("broken",))
    await user.should_see("2 states and 1 transition")
    user.find("Delete").click()
    await until(lambda: not {"overdue", "escalated"} & {one.id for one in bench.flow.states})


async def test_who_may_only_read_is_offered_nothing(user: User, opened: Open, database: Database) -> None:
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    user.http_client.cookies.set(SESSION, cookie)
    await opened(states=("pending",))
    assert not field(user, ui.input, "Name").enabled
    await user.should_not_see("Add action")
    await user.should_not_see("Delete this state")


async def test_markup_in_names_stays_text(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    enter(user, ui.input, "Name", hostile)
    await until(lambda: state(bench.flow, "overdue").title == hostile)
    await user.should_see(hostile)
