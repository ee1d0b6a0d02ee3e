"""Two flows compared, in the sentences that a business user reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest

from flows.codec import digest, dump, load
from flows.diff import Diff, Group, diff
from flows.diffing.difference import Renamed
from flows.diffing.wording import pieces, plainly
from flows.library import shipped
from flows.model import Flow
from flows.words import readable
from tests.flows.build import after, clause, flow, on, relative, says

WITHIN = clause("data.promised_date", "within", "14d")
LATER = clause("data.promised_date", "within", "21d")
ACK = {"type": "send_message", "message": "ack"}
VIP = {"type": "tag", "add": ["vip"]}
FIRST = {
    "promise": on("intent promise_to_pay", "reminded", "promised", id="promise"),
    "complain": on("intent complaint", "promised", "escalated", id="complain"),
    "late": on(after("5d"), "overdue", "escalated", id="late"),
    "paid": on("event paid", ["promised", "overdue"], "done", id="paid"),
    "note": on("event note", "*", None, says("noted"), id="note"),
}
ESCALATED = {"id": "escalated", "title": "With a colleague", "enter": [{"type": "escalate"}]}
STATES: tuple[Any, ...] = ("reminded", "promised", "overdue", ESCALATED, "done")


def made(*more: dict[str, Any], without: str = "", states: Iterable[Any] = STATES, **rest: Any) -> Flow:
    """The flow of `FIRST`, with other transitions, or with other keys of one of its own."""
    edits = {name: rest.pop(name) for name in FIRST if name in rest}
    kept = [{**one, **edits.get(name, {})} for name, one in FIRST.items() if name != without]
    return flow(*kept, *more, states=list(states), **rest)


def told(old: Flow, new: Flow) -> list[str]:
    return [one.words for group in diff(old, new).behaviour for one in group.differences]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({}, {"late": {"trigger": after("3d")}}, "“Overdue” now escalates after 3 days instead of 5 days."),
        ({}, {"without": "complain"}, "“Promised” no longer hears “complaint”."),
        ({"without": "complain"}, {}, "“Promised” now hears “complaint” and escalates."),
        (
            {},
            {"promise": {"when": WITHIN}},
            "“Reminded” now goes to “Promised” on hearing “promise to pay” only if promised date is within 14 days.",
        ),
        (
            {"promise": {"when": WITHIN}},
            {"promise": {"when": LATER}},
            "“Reminded” now goes to “Promised” on hearing “promise to pay” if promised date is within 21 days, "
            "and no longer if promised date is within 14 days.",
        ),
        (
            {"promise": {"when": WITHIN}},
            {},
            "“Reminded” now goes to “Promised” on hearing “promise to pay” without the condition that "
            "promised date is within 14 days.",
        ),
        (
            {},
            {"promise": {"to_state": "overdue"}},
            "“Reminded” now goes to “Overdue” instead of “Promised” on hearing “promise to pay”.",
        ),
        (
            {},
            {"promise": {"to_state": None}},
            "“Reminded” now stays on hearing “promise to pay” instead of going to “Promised”.",
        ),
        (
            {"paid": {"from_states": ["promised"]}},
            {},
            "“Overdue” now goes to “Done” on the event “paid” too.",
        ),
        (
            {},
            {"paid": {"from_states": ["promised"]}},
            "“Overdue” no longer goes to “Done” on the event “paid”.",
        ),
        (
            {},
            {"paid": {"from_states": ["*"]}},
            "Any state now goes to “Done” on the event “paid”, and not only “Promised” and “Overdue”.",
        ),
        (
            {"paid": {"from_states": ["*"]}},
            {},
            "Only “Promised” and “Overdue” now go to “Done” on the event “paid”, and no longer any state.",
        ),
        (
            {},
            {"paid": {"trigger": {"type": "manual", "value": "mark_paid"}}},
            "“Promised” and “Overdue” now go to “Done” by hand (“mark paid”) instead of on the event “paid”.",
        ),
        (
            {"late": {"trigger": relative("data.due_date", "5d")}},
            {"late": {"trigger": relative("data.due_date", "-5d", "10:00")}},
            "“Overdue” now escalates 5 days before due date, 10:00 instead of after due date.",
        ),
        (
            {},
            {"promise": {"min_confidence": 0.6}},
            "“Reminded” now goes to “Promised” on hearing “promise to pay” from a confidence of 0.6 instead of "
            "what the detector asks for.",
        ),
        (
            {},
            {"promise": {"actions": [ACK, VIP]}},
            "On hearing “promise to pay” in “Reminded”, it now sends “ack”, tags vip.",
        ),
        (
            {"promise": {"actions": [ACK, VIP]}},
            {"promise": {"actions": [{**ACK, "channel": "email"}]}},
            "On hearing “promise to pay” in “Reminded”, it now sends “ack” with channel “email” instead of “same” "
            "and no longer tags vip.",
        ),
        (
            {"promise": {"actions": [ACK, VIP]}},
            {"promise": {"actions": [VIP, ACK]}},
            "On hearing “promise to pay” in “Reminded”, it does the same in another order: tags vip, sends “ack”.",
        ),
        (
            {},
            {"note": {"actions": [says("noted!")]}},
            "On the event “note”, it now sends a text with text “noted!” instead of “noted”.",
        ),
        ({}, {"promise": {"id": "vow"}}, "The transition “promise” is called “vow” now."),
        ({}, {"terminal_states": []}, "“Done” no longer ends the process."),
        ({}, {"initial_state": "overdue"}, "The process now begins in “Overdue” instead of “Reminded”."),
        ({}, {"timezone": "Europe/Berlin"}, "The time zone is now “Europe/Berlin” instead of “UTC”."),
        (
            {},
            {"starts": [{"type": "event", "value": "invoice_due"}]},
            "The event “invoice due” now starts the process.",
        ),
        (
            {},
            {"data": {"amount": {"type": "number", "description": "What is to be paid."}}},
            "“amount” is a new field, a number: What is to be paid.",
        ),
        (
            {"data": {"amount": {"type": "number"}}},
            {"data": {"amount": {"type": "number", "required": True}}},
            "“amount” must now be known at the start.",
        ),
        (
            {"intents": {"complaint": {"examples": ["bad", "rude"]}}},
            {"intents": {"complaint": {"examples": ["rude", "awful", "outrageous"]}}},
            "“complaint” has 2 new examples (“awful” and “outrageous”) and has lost 1 example (“bad”).",
        ),
        (
            {"messages": {"ack": {"text": "Thank you."}}},
            {"messages": {"ack": {"text": "Thank you."}, "bye": {"text": "Good bye."}}},
            "“bye” is a new message: “Good bye.”",
        ),
        (
            {"messages": {"ack": {"text": "Thanks"}}},
            {"messages": {"ack": {"text": "Thanks", "class": "urgent", "reason": "It is late."}}},
            "“ack” now passes quiet hours and limits.",
        ),
        (
            {"unmatched": {"message": "sorry"}},
            {"unmatched": {"message": "sorry", "tries": 3}},
            "What nothing listens for is now answered 3 times instead of 2 at most.",
        ),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_a_sentence(old: Any, new: Any, words: str) -> None:
    assert words in told(made(**old), made(**new))


def test_what_is_still_heard_otherwise_is_told_apart_by_its_condition() -> None:
    complaint = on("intent complaint", "promised", "overdue", when=clause("data.amount", "gt", 500))
    assert told(made(complaint), made()) == [
        "“Promised” no longer hears “complaint”, if amount is more than 500, and goes to “Overdue”."
    ]


def test_an_order_that_decides_is_told() -> None:
    old = made(on("intent complaint", "promised", "overdue", id="complain_again"))
    transitions = [old.transitions[i] for i in (0, 5, 1, 2, 3, 4)]
    assert told(old, old.model_copy(update={"transitions": tuple(transitions)})) == [
        "For “Promised”, “complain_again” is now tried after “promise”."
    ]


def test_differences_stand_below_the_states_they_are_about() -> None:
    new = made(
        on("event paid_in_part", "*", "overdue"), without="complain", late={"trigger": after("3d")},
        data={"amount": {"type": "number"}}, timezone="Europe/Berlin",
    )  # fmt: skip
    groups = diff(made(), new).behaviour
    assert [(one.title, one.state) for one in groups] == [
        ("The process", None),
        ("Promised", "promised"),
        ("Overdue", "overdue"),
        ("In any state", None),
        ("Data", None),
    ]


# Renames


def test_a_state_with_another_id_is_told_as_renamed_wherever_it_is_named() -> None:
    text = dump(
        made(scenarios=[{"name": "pays", "steps": [{"event": "paid", "expect": {"state": "overdue"}}]}])
    )
    old, new = load(text), load(text.replace("overdue", "past_due"))
    found = diff(old, new)
    assert found.renamed == (Renamed("state", "overdue", "past_due"),)
    assert told(old, new) == ["“Past due” is the state that was called “Overdue”."]
    assert found.beside == ()


def test_what_a_renamed_state_does_otherwise_is_told_too() -> None:
    text = dump(made())
    new = load(text.replace("overdue", "past_due").replace("5d", "3d"))
    assert told(load(text), new) == [
        "“Past due” is the state that was called “Overdue”.",
        "“Past due” now escalates after 3 days instead of 5 days.",
    ]


def test_a_state_that_does_something_else_is_not_a_renamed_one() -> None:
    other = made(
        on("event asked", "on_hold", "reminded"), without="late", paid={"from_states": ["promised"]},
        states=("reminded", "promised", "on_hold", ESCALATED, "done"),
    )  # fmt: skip
    words = told(made(), other)
    assert "“On hold” is new." in words
    assert "“Overdue” is gone." in words
    assert diff(made(), other).renamed == ()


def test_messages_and_intents_with_the_same_content_are_renamed() -> None:
    text = dump(
        made(
            promise={"actions": [ACK]},
            messages={"ack": {"text": "Thank you."}},
            intents={"complaint": {"examples": ["this is rude"]}},
        )
    )
    new = load(text.replace("ack", "thanks").replace("complaint", "anger"))
    assert told(load(text), new) == [
        "“anger” is the intent that was called “complaint”.",
        "“thanks” is the message that was called “ack”.",
    ]


SHIPPED = shipped()["payment_collection"]


def respelt(text: str, **names: str) -> str:
    """A file with other names wherever they stand as whole words, but for what customers say."""
    for old, new in names.items():
        text = re.sub(rf"(?<!the )\b{old}\b", new, text)
    return text


@pytest.mark.parametrize("name", load(SHIPPED).data)
def test_a_field_with_another_name_is_told_as_renamed_wherever_it_is_used(name: str) -> None:
    old, new = load(SHIPPED), load(respelt(SHIPPED, **{name: "other_name"}))
    found = diff(old, new)
    assert found.renamed == (Renamed("data", name, "other_name"),)
    assert told(old, new) == [f"“other name” is the field that was called “{readable(name)}”."]
    assert found.beside == ()


def test_all_of_a_flow_may_be_renamed_at_once_and_changed_a_little() -> None:
    new = respelt(
        SHIPPED,
        amount="sum_due",
        promised_date="vow",
        promise_to_pay="vows",
        reminder="nudge",
        overdue="late",
    )
    assert sorted(diff(load(SHIPPED), load(new)).renamed) == [
        Renamed("data", "amount", "sum_due"),
        Renamed("data", "promised_date", "vow"),
        Renamed("intent", "promise_to_pay", "vows"),
        Renamed("message", "reminder", "nudge"),
        Renamed("state", "overdue", "late"),
    ]


DATED: dict[str, Any] = {
    "data": {"day": {"type": "date", "required": True}, "name": {"type": "string"}},
    "messages": {"ack": {"text": "Until {{ data.day }}, {{ data.name }}."}},
    "promise": {"actions": [ACK], "when": clause("data.day", "within", "14d")},
    "late": {"trigger": relative("data.day", "5d")},
}
OTHERWISE: dict[str, Any] = {
    "data": {"date": {"type": "date"}, "name": {"type": "string"}},
    "messages": {"ack": {"text": "Until {{ data.date }}, {{ data.name }}."}},
    "promise": {"actions": [ACK], "when": clause("data.date", "within", "21d")},
    "late": {"trigger": relative("data.date", "5d")},
}


def test_what_is_otherwise_of_a_renamed_field_and_of_what_uses_it_is_told_too() -> None:
    assert told(made(**DATED), made(**OTHERWISE)) == [
        "“Reminded” now goes to “Promised” on hearing “promise to pay” if date is within 21 days, "
        "and no longer if date is within 14 days.",
        "“date” is the field that was called “day”.",
        "“date” may now be unknown at the start.",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {**OTHERWISE, "data": {"date": {"type": "text"}, "name": {"type": "string"}}},
        {**OTHERWISE, "late": DATED["late"]},
        {**DATED, "data": {"date": {"type": "date"}, "name": {"type": "string"}}},
    ],
    ids=["of another type", "still used by the old name", "used by nobody"],
)
def test_a_field_is_not_renamed_unless_all_that_uses_it_changed_along(other: dict[str, Any]) -> None:
    assert diff(made(**DATED), made(**other)).renamed == ()


def test_a_message_and_an_intent_are_renamed_when_a_word_of_them_was_changed_too() -> None:
    parts: dict[str, Any] = {
        "promise": {"actions": [ACK]},
        "messages": {"ack": {"text": "Thank you, we will wait until then."}},
        "intents": {"complaint": {"examples": ["this is rude", "I am angry"]}},
    }
    text = dump(made(**parts))
    new = respelt(text, ack="thanks", wait="be waiting", complaint="anger").replace("this is", "that was")
    assert told(load(text), load(new)) == [
        "“anger” is the intent that was called “complaint”.",
        "“anger” has 1 new example (“that was rude”) and has lost 1 example (“this is rude”).",
        "“thanks” is the message that was called “ack”.",
        "The text of “thanks” is another one.",
    ]


def test_ids_that_were_made_from_a_renamed_states_are_not_told() -> None:
    old = flow(on("event paid", "open", "closed"), on("event x", "closed", "done"))
    new = flow(on("event paid", "open", "settled"), on("event x", "settled", "done"))
    assert old.transitions[0].id != new.transitions[0].id
    assert told(old, new) == ["“Settled” is the state that was called “Closed”."]


# What doesn't count


def test_titles_scenarios_and_accepted_findings_stand_aside_and_layout_nowhere() -> None:
    new = made(
        title="Invoices",
        states=({"id": "reminded", "title": "Reminder sent"}, *STATES[1:]),
        accept=[{"finding": "waits-for-ever", "at": "escalated", "reason": "A colleague closes it."}],
        scenarios=[{"name": "pays late"}],
        layout={"states": {"reminded": (3, 4)}},
    )
    found = diff(made(), new)
    assert digest(made()) == digest(new)
    assert found.behave_alike
    [beside] = found.beside
    assert [one.words for one in beside.differences] == [
        "The title of the process is now “Invoices” instead of nothing.",
        "The title of “Reminded” is now “Reminder sent” instead of nothing.",
        "The finding “waits-for-ever” at “escalated” is now accepted: A colleague closes it.",
        "The scenario “pays late” is new.",
    ]
    assert diff(made(), made(layout={"states": {"reminded": (3, 4)}})) == Diff((), ())


# Texts


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("your invoice is due", "your bill is due", "your [-invoice-] {+bill+} is due"),
        ("Hi {{ contact.name }}!", "Hi {{ contact.name | upper }}!",
         "Hi [-{{ contact.name }}-] {+{{ contact.name | upper }}+}!"),
        ("one two three four five six seven eight nine ten", "one two three four five six seven eight nine zero",
         "… six seven eight nine [-ten-] {+zero+}"),
        ("a b", "c d", "[-a b-] {+c d+}"),
        ("", "hello", "{+hello+}"),
    ],
)  # fmt: skip
def test_a_text_is_compared_word_by_word(old: str, new: str, shown: str) -> None:
    assert plainly(pieces(old, new)) == shown


def test_texts_are_compared_in_every_language() -> None:
    old, new = load(SHIPPED), load(SHIPPED.replace("Le recordamos que la factura", "La factura"))
    [group] = diff(old, new).behaviour
    [one] = group.differences
    assert (group.title, one.at.id, one.key) == ("Messages", "reminder", "locales.es.text")
    assert one.words == "The text of “reminder” in the language “es” is another one."
    assert "[-Le recordamos que la-] {+La+} factura" in plainly(one.pieces)


# As JSON


def test_the_document_has_a_stable_shape() -> None:
    found = diff(made(), made(late={"trigger": after("3d")})).as_json()
    assert found == {
        "behave_alike": False,
        "behaviour": [
            {
                "title": "Overdue",
                "state": "overdue",
                "differences": [
                    {
                        "kind": "changed",
                        "at": {"kind": "transition", "id": "late"},
                        "key": "trigger",
                        "words": "“Overdue” now escalates after 3 days instead of 5 days.",
                        "before": {"type": "timeout", "after": "5d"},
                        "after": {"type": "timeout", "after": "3d"},
                    }
                ],
            }
        ],
        "beside": [],
        "renamed": [],
    }


def test_a_large_flow_is_compared_at_once() -> None:
    """A thousand states gone and a thousand come: too many to look for renames among them."""
    names = [f"s{number}" for number in range(1000)]
    old = flow(*(on(f"event e{a}", a, b) for a, b in pairwise(names)))
    other = [f"t{number}" for number in range(1000)]
    new = flow(*(on(f"event e{a}", a, b) for a, b in pairwise(other)))
    groups: tuple[Group, ...] = diff(old, new).behaviour
    assert len(groups) == 2001  # all of both, and where it begins
