"""Two people at one flow: what one changes is shown to the other, and takes nothing out of the other's hands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction
from sqlmodel import Session

from runtime.store import changes, contacts
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.panels.inspector.filling import as_raw
from studio.panels.workbench import Workbench
from studio.services import Services
from tests.studio.inspector.conftest import Open
from tests.studio.inspector.test_inspector import (
    choose,
    enter,
    field,
    in_reading_order,
    press,
    state,
    transition,
    until,
)

BOB = Actor("Bob", "editor")


async def bob(services: Services, bench: Workbench, op: Mapping[str, Any]) -> None:
    """Somebody else makes an edit on what there is, and the page has heard of it."""
    done = await services.editing.do(BOB, "payment_collection", op, bench.rev)
    await until(lambda: bench.rev >= done.rev)


def open_card(user: User, number: int = 0) -> None:
    cards = [one for one in user.find(kind=ui.element).elements if "act-open" in one.classes]
    UserInteraction(user, {in_reading_order(user, cards)[number]}, None).click()


async def test_no_field_of_a_state_is_replaced_when_others_edit_the_flow(
    user: User, opened: Open, services: Services
) -> None:
    bench = await opened(states=("overdue",))
    choose(user, "escalate")
    await until(lambda: state(bench.flow, "overdue").enter)
    await until(lambda: not bench.pending)
    name, about, note = (
        field(user, ui.input, "Name"), field(user, ui.textarea, "Description"),
        field(user, ui.textarea, "Note for the colleague"),
    )  # fmt: skip
    for op in (
        {"op": "put_entry", "section": "messages", "name": "sorry", "value": {"text": "Sorry!"}},
        {"op": "put_entry", "section": "data", "name": "paid_at", "value": {"type": "date"}},
        {"op": "rename_state", "state": "overdue", "title": "Too late"},
        {"op": "connect", "source": "overdue", "target": "closed"},
        {"op": "add_state", "title": "Another one"},
    ):
        await bob(services, bench, op)
    assert (name, about, note) == (
        field(user, ui.input, "Name"), field(user, ui.textarea, "Description"),
        field(user, ui.textarea, "Note for the colleague"),
    )  # fmt: skip
    assert name.value == "Too late", "and yet it says what Bob called it"
    await user.should_see("→ Closed")


async def test_a_choice_stays_open_and_offers_what_others_made(
    user: User, opened: Open, services: Services
) -> None:
    bench = await opened(transitions=("promise",))
    meaning = field(user, ui.select, "What they mean")
    entry = {"op": "put_entry", "section": "intents", "value": {"examples": ["never mind"]}}
    await bob(services, bench, {**entry, "name": "forget_it"})
    assert field(user, ui.select, "What they mean") is meaning
    assert meaning.options["forget_it"] == "Forget it · 1 example"
    assert meaning.value == "promise_to_pay"


async def test_one_action_others_change_is_the_only_one_that_changes(
    user: User, opened: Open, services: Services
) -> None:
    bench = await opened(states=("pending",))
    choose(user, "escalate")
    await until(lambda: len(state(bench.flow, "pending").enter) == 2)
    await until(lambda: not bench.pending)
    note = field(user, ui.textarea, "Note for the colleague")
    first, second = [as_raw(action) for action in state(bench.flow, "pending").enter]
    changed = [{"type": "ask_again"}, {**first, "channel": "email"}, {**second, "priority": "urgent"}]
    await bob(services, bench, {"op": "set_state", "state": "pending", "values": {"enter": changed}})
    await user.should_see("Asks again")
    assert field(user, ui.textarea, "Note for the colleague") is note
    assert field(user, ui.select, "Priority").value == "urgent"
    enter(user, ui.textarea, "Note for the colleague", "Call them")
    await until(lambda: as_raw(state(bench.flow, "pending").enter[2]).get("note") == "Call them")
    assert [as_raw(one) for one in state(bench.flow, "pending").enter[:2]] == changed[:2], (
        "nothing of Bob's is lost"
    )


async def test_what_cannot_be_read_yet_stays_while_others_edit(
    user: User, opened: Open, services: Services
) -> None:
    bench = await opened(transitions=("broken",))
    enter(user, ui.input, "When", "someday")
    await bob(
        services, bench, {"op": "set_transition", "transition": "broken", "values": {"to_state": "escalated"}}
    )
    assert field(user, ui.input, "When").value == "someday"
    assert field(user, ui.select, "To").value == "escalated"
    trigger = {"type": "timeout", "after": "3d"}
    await bob(
        services, bench, {"op": "set_transition", "transition": "broken", "values": {"trigger": trigger}}
    )
    when = field(user, ui.input, "When")
    assert (when.value, when.error) == ("3 days", None), "what others say of that very field is shown"


async def test_a_condition_in_the_making_survives_one_that_others_store(
    user: User, opened: Open, services: Services
) -> None:
    bench = await opened(transitions=("promise",))
    user.find("Condition").click()
    begun = field(user, ui.select, "Look at", 1)
    when = {"all": [
        {"field": "data.promised_date", "op": "within", "value": "30d"},
        {"field": "data.amount", "op": "lt", "value": 100},
    ]}  # fmt: skip
    await bob(services, bench, {"op": "set_transition", "transition": "promise", "values": {"when": when}})
    assert [field(user, ui.select, "Look at", i).value for i in range(3)] == [
        "data.promised_date", "data.amount", None,
    ]  # fmt: skip
    assert field(user, ui.select, "Look at", 2) is begun
    with user:
        begun.value = "contact.opted_out"
    value = in_reading_order(
        user, [one for one in user.find(ui.select).elements if one.props.get("aria-label") == "Value"]
    )[-1]
    with user:
        value.value = "no"
    await until(lambda: len(as_raw(transition(bench.flow, "promise"))["when"]["all"]) == 3)
    await user.should_see("If promised date is within 30 days and amount is less than 100 and")


async def test_a_state_named_for_the_first_time_keeps_its_form(user: User, opened: Open) -> None:
    bench = await opened(states=("pending",))
    await bench.do({"op": "add_state"})
    with user:
        bench.select(states=("state",))
    name = field(user, ui.input, "Name")
    for typed in ("Wait", "Wait for the bank"):  # its id becomes `wait` on the way
        enter(user, ui.input, "Name", typed)
    await until(lambda: any(one.title == "Wait for the bank" for one in bench.flow.states))
    assert bench.selection.states == ("wait",)
    assert field(user, ui.input, "Name") is name
    assert name.value == "Wait for the bank"
    assert field(user, ui.input, "Id").value == "wait"


async def test_an_action_is_dragged_in_one_step(user: User, opened: Open) -> None:
    bench = await opened(states=("pending",))

    def entered() -> list[str]:
        return [action.type for action in state(bench.flow, "pending").enter]

    choose(user, "ask_again")
    choose(user, "escalate")
    await until(lambda: entered() == ["send_message", "ask_again", "escalate"])
    [cards] = [one for one in user.find(ui.list).elements if "cards" in one.classes]
    dragged, rev = cards.default_slot.children[2], bench.rev
    at = {"item_id": dragged.id, "from_id": cards.id, "to_id": cards.id, "old_index": 2, "new_index": 0}
    UserInteraction(user, {cards}, None).trigger("sortend", at)
    await until(lambda: entered() == ["escalate", "send_message", "ask_again"])
    assert bench.rev == rev + 1
    await bench.undo()
    assert entered() == ["send_message", "ask_again", "escalate"]
    grips = in_reading_order(
        user, [one for one in user.find(kind=ui.element).elements if "grip" in one.classes]
    )
    UserInteraction(user, {grips[0]}, None).trigger("keydown.down.prevent")
    await until(lambda: entered() == ["ask_again", "send_message", "escalate"])


async def test_the_start_of_an_end_is_one_step(user: User, opened: Open) -> None:
    bench = await opened(states=("closed",))
    before, rev = bench.flow, bench.rev
    with user:
        next(iter(user.find(ui.toggle).elements)).value = "start"
    await until(lambda: bench.flow.initial_state == "closed")
    assert (bench.rev, "closed" in bench.flow.terminal_states) == (rev + 1, False)
    await bench.undo()
    assert bench.flow == before


async def test_ids_that_cannot_be_are_refused_at_their_field(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    id_ = field(user, ui.input, "Id")
    for typed in ("two words", "escalated"):
        with user:
            id_.value = typed
        UserInteraction(user, {id_}, "Id").trigger("change")
        assert id_.error
    assert "escalated" in id_.error
    assert bench.selection.states == ("overdue",), "nothing was renamed"


async def test_a_field_nobody_knows_is_answered_in_words(user: User, opened: Open) -> None:
    bench = await opened(transitions=("promise",))
    look = field(user, ui.select, "Look at")
    rev = bench.rev
    UserInteraction(user, {look}, "Look at").trigger("blur", "weather.today")
    op = next(one for one in user.find(ui.select).elements if one.props.get("aria-label") == "Comparison")
    with user:
        op.value = "exists"
    await user.should_see("“weather.today” is not something a condition can read")
    assert bench.rev == rev


async def test_values_are_emptied_and_told_apart(user: User, opened: Open) -> None:
    bench = await opened(states=("overdue",))
    choose(user, "set_data")
    enter(user, ui.select, "Name", "amount")
    enter(user, ui.input, "Value", "much")
    assert "number" in field(user, ui.input, "Value").error
    enter(user, ui.input, "Value", "12.5")
    await until(lambda: state(bench.flow, "overdue").enter)
    press(user, "Empty it when this happens")
    await until(lambda: as_raw(state(bench.flow, "overdue").enter[0])["values"] == {"amount": None})
    user.find("Add a value").click()
    enter(user, ui.select, "Name", "amount", 1)
    enter(user, ui.input, "Value", "5")
    await user.should_see("“amount” stands here twice.")
    enter(user, ui.select, "Name", "invoice_id", 1)
    await until(
        lambda: as_raw(state(bench.flow, "overdue").enter[0])["values"] == {"amount": None, "invoice_id": "5"}
    )


def carrier_is_late(session: Session) -> None:
    """An event arrives that the flow doesn't speak of."""
    conversation = contacts.conversation_of(session, contacts.create(session, values={"name": "Ana"}))
    changes.store(session, conversation.id, changes.NewChange("event", "carrier_is_late", "api"))


async def test_what_the_company_saw_is_suggested(user: User, opened: Open, database: Database) -> None:
    await database.write(carrier_is_late)
    bench = await opened(transitions=("broken",))
    choose(user, "event")
    await until(lambda: "carrier_is_late" in field(user, ui.select, "Event").options)
    with user:
        bench.select(states=("overdue",))
    choose(user, "start_process")
    process = field(user, ui.select, "Process")
    assert "order_fulfillment" in process.options
    assert "payment_collection" not in process.options
