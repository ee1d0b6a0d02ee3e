"""Several processes in one conversation: what they hear together, and who takes what happens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flows.binding import ContactFacts
from flows.changes import ContextChange
from flows.conversation import FROM_BINDING, REFERENCE, Seat, Told, hearing, intents, tell, tell_message
from flows.hearing import UNMATCHED, Question, Understood
from flows.model import Flow
from tests.flows.build import NOW, about, bound, change, clause, event, flow, intent, manual, on, says, texts

NOBODY = ContactFacts()


def seat(made: Flow, name: str, *, minutes_ago: int = 0, replied_to: bool = False, **rest: Any) -> Seat:
    binding = bound(made, **rest)._replace(binding_id=name)
    return Seat(made, binding, NOW - timedelta(minutes=minutes_ago), replied_to)


def who(told: list[Told]) -> list[tuple[str, str | None]]:
    """Who was told, and what they took."""
    return [(item.before.binding_id, item.decision.trace.taken) for item in told]


def listening(heard: str, target: str | None = "done", **rest: Any) -> Flow:
    """A flow with one transition, `t`."""
    return flow(on(heard, "open", target, id="t"), **rest)


def message(*heard: str, seats: list[Seat]) -> list[Told]:
    """A message in which these intents were understood."""
    said = change("intent", None, about={"message": "…"})
    understood = [Understood(name, 0.9, {}, "…") for name in heard]
    return tell_message(seats, said, intents(said, understood, None), about())


# Who is told


def test_an_intent_goes_to_the_binding_replied_to_else_to_the_most_recently_active() -> None:
    pays = listening("intent pay", None)
    older, newer = seat(pays, "older", minutes_ago=5), seat(pays, "newer")
    assert who(tell([older, newer], intent("pay"), about())) == [("newer", "t")]
    assert who(tell([older._replace(replied_to=True), newer], intent("pay"), about())) == [("older", "t")]


def test_the_first_taker_consumes_an_intent() -> None:
    deaf, guarded, open_minded = (
        listening("intent other"),
        flow(on("intent pay", "open", "done", when=clause("data.x", "exists"))),
        listening("intent pay"),
    )
    seats = [
        seat(deaf, "deaf"),
        seat(guarded, "guarded", minutes_ago=1),
        seat(open_minded, "takes", minutes_ago=2),
    ]
    seats.append(seat(open_minded, "late", minutes_ago=3))
    assert who(tell(seats, intent("pay"), about())) == [("deaf", None), ("guarded", None), ("takes", "t")]


def test_a_shared_intent_is_heard_by_all() -> None:
    stops = listening("intent stop", intents={"stop": {"shared": True}})
    seats = [seat(stops, "a"), seat(stops, "b", minutes_ago=1)]
    assert who(tell(seats, intent("stop"), about())) == [("a", "t"), ("b", "t")]


def test_what_one_binding_changes_of_the_contact_the_next_one_sees() -> None:
    out = {"type": "set_contact", "values": {"opted_out": True}}
    stops = flow(on("intent stop", "open", "done", out), intents={"stop": {"shared": True}})
    asks = flow(on("intent stop", "open", "done", id="t", when=clause("contact.opted_out", "eq", True)))
    assert who(tell([seat(stops, "a"), seat(asks, "b", minutes_ago=1)], intent("stop"), about()))[1] == (
        "b",
        "t",
    )


KEYED = listening("event paid", key="invoice", data={"invoice": {"type": "string"}})
KEYLESS = listening("event paid")


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"invoice": "INV-1"}, ["one"]),
        ({"invoice": "INV-2"}, ["two"]),
        ({"invoice": "INV-9"}, ["keyless"]),  # another invoice than those that are open
        ({"order": "INV-1"}, ["one", "two", "keyless"]),
        ({}, ["one", "two", "keyless"]),
    ],
)
def test_an_event_goes_to_the_binding_whose_key_it_carries_else_to_all(payload, expected: list[str]) -> None:
    seats = [
        seat(KEYED, "one", data={"invoice": "INV-1"}),
        seat(KEYED, "two", minutes_ago=1, data={"invoice": "INV-2"}),
        seat(KEYLESS, "keyless", minutes_ago=2),
    ]
    assert [name for name, _ in who(tell(seats, event("paid", **payload), about()))] == expected


def test_a_key_that_is_a_number_is_the_same_written_as_text() -> None:
    keyed = listening("event paid", key="invoice", data={"invoice": {"type": "integer"}})
    seats = [seat(keyed, "seven", data={"invoice": 7}), seat(keyed, "eight", data={"invoice": 8})]
    assert who(tell(seats, event("paid", invoice="7"), about())) == [("seven", "t")]


def test_an_event_sent_to_a_reference_goes_to_the_bindings_that_have_it() -> None:
    shipped = listening("event lost", data={"parcel": {"type": "string", "reference": True}})
    seats = [seat(shipped, "one", data={"parcel": "P-1"}), seat(shipped, "two", data={"parcel": "P-2"})]
    lost = event("lost")._replace(about={REFERENCE: {"parcel": "P-2"}})
    assert who(tell(seats, lost, about())) == [("two", "t")]


def test_a_change_that_names_a_binding_goes_to_it_alone_even_when_it_has_ended() -> None:
    made = listening("event paid")
    seats = [seat(made, "a"), seat(made, "b", state="done")]
    named = manual("goto:open")._replace(binding_id="b")
    assert [item.decision.binding.state for item in tell(seats, named, about())] == ["open"]
    assert who(tell(seats, event("paid")._replace(binding_id="gone"), about())) == []


def test_an_event_of_a_binding_is_told_to_the_others() -> None:
    made = listening("event done_with_it", None)
    emitted = event("done_with_it")._replace(about={FROM_BINDING: "a"})
    assert who(tell([seat(made, "a"), seat(made, "b")], emitted, about())) == [("b", "t")]


# A whole message


def test_each_intent_of_a_message_is_a_change_of_its_own_in_spoken_order() -> None:
    invoice, order = listening("intent pay"), listening("intent where", None)
    told = message("pay", "where", seats=[seat(order, "order"), seat(invoice, "invoice", minutes_ago=1)])
    assert [(item.change.id, item.before.binding_id) for item in told if item.decision.trace.taken] == [
        ("c-1.1", "invoice"), ("c-1.2", "order"),
    ]  # fmt: skip


def test_the_second_intent_meets_the_binding_where_the_first_led_it() -> None:
    made = flow(on("intent pay", "open", "paying"), on("intent thanks", "paying", "done", id="bye"))
    assert who(message("pay", "thanks", seats=[seat(made, "a")]))[1] == ("a", "bye")


def test_a_message_nobody_takes_is_unmatched_for_the_asking_binding_else_the_most_recent() -> None:
    silent = listening("intent other", unmatched={"message": "what"}, messages={"what": {"text": "What?"}})
    asking = flow(
        on("intent answer", "open", "done"),
        states=[{"id": "open", "ask": {"message": "q", "into": "x", "retry": "pardon"}}, "done"],
        data={"x": {"type": "number"}},
        messages={"q": {"text": "How many?"}, "pardon": {"text": "A number, please."}},
    )
    for seats, said in [
        ([seat(silent, "recent"), seat(asking, "asks", minutes_ago=9)], "A number, please."),
        ([seat(silent, "recent"), seat(asking, "ended", state="done")], "What?"),
    ]:
        for heard in ([], ["pay"]):
            told = message(*heard, seats=seats)
            assert (told[-1].change.value, texts(told[-1].decision)) == (UNMATCHED, [said])


def test_one_intent_taken_is_enough_and_a_message_for_nobody_tells_nobody() -> None:
    pays = listening("intent pay", unmatched={"message": "what"}, messages={"what": {"text": "What?"}})
    assert who(message("pay", "weather", seats=[seat(pays, "a")]))[0] == ("a", "t")
    assert not [item for item in message("pay", "weather", seats=[seat(pays, "a")]) if texts(item.decision)]
    assert message("pay", seats=[seat(pays, "a", state="done")]) == []


def test_an_answer_goes_to_the_binding_that_asked() -> None:
    said = change("intent", None)
    question = Question("asks", "x", flow(data={"x": {"type": "number"}}).data["x"])
    answer, other = intents(
        said, [Understood("answer", 1.0, {"x": 7}, "7"), Understood("pay", 0.8, {}, "pay")], question
    )
    assert (answer.binding_id, answer.slots, other.binding_id) == ("asks", {"x": 7}, None)
    assert other == ContextChange("c-1.2", "intent", "pay", NOW, {"slots": {}}, confidence=0.8)


# What is heard


def test_the_same_id_in_two_flows_is_one_intent_with_examples_united() -> None:
    one = listening(
        "intent pay", data={"day": {"type": "date"}},
        intents={"pay": {"examples": ["I'll pay", "paying now"], "slots": {"day": "date"}}},
    )  # fmt: skip
    two = listening(
        "intent pay", intents={"pay": {"description": "Pays.", "examples": ["paying now", "money sent"]}}
    )
    (heard,) = hearing([seat(one, "a"), seat(two, "b", minutes_ago=1)], NOBODY).intents
    assert (heard.description, heard.examples) == ("Pays.", ("I'll pay", "paying now", "money sent"))
    assert list(heard.slots) == ["day"]


def test_only_what_the_current_state_listens_for_is_heard_and_guards_do_not_narrow_it() -> None:
    made = flow(
        on("intent pay", "open", "done", when=clause("data.x", "exists")),
        on("intent stop", ["*"], "done"),
        on("intent later", "elsewhere", "done"),
        on("intent answer", "open", "done"),
        on("event paid", "open", "done"),
    )
    assert [h.intent for h in hearing([seat(made, "a")], NOBODY).intents] == ["pay", "stop"]
    assert hearing([seat(made, "a", state="done")], NOBODY).intents == ()


def test_any_intent_means_every_declared_one() -> None:
    made = listening("intent *", intents={"pay": {}, "stop": {}})
    assert [h.intent for h in hearing([seat(made, "a")], NOBODY).intents] == ["pay", "stop"]


@pytest.mark.parametrize(
    ("locale", "first"), [("es", "pago"), ("es-MX", "pago"), ("fil", "I'll pay"), (None, "I'll pay")]
)
def test_examples_in_the_contacts_language_come_first(locale: str | None, first: str) -> None:
    made = listening(
        "intent pay",
        intents={"pay": {"examples": ["I'll pay"], "locales": {"es": ["pago"], "fi": ["maksan"]}}},
    )
    heard = hearing([seat(made, "a")], ContactFacts(locale=locale))
    assert heard.intents[0].examples[0] == first


def test_the_question_is_that_of_the_most_recent_asking_binding() -> None:
    asking = flow(
        on("intent answer", "open", "done"),
        states=[{"id": "open", "ask": {"message": "q", "into": "x"}}, "done"],
        data={"x": {"type": "number"}}, messages={"q": {"text": "How many?"}},
    )  # fmt: skip
    seats = [seat(asking, "old", minutes_ago=9), seat(asking, "new"), seat(asking, "ended", state="done")]
    assert hearing(seats, NOBODY).question == Question("new", "x", asking.data["x"])
    assert hearing([seat(listening("intent pay"), "a")], NOBODY).question is None


def test_the_digest_of_what_is_heard_changes_with_any_candidate() -> None:
    made = listening("intent pay", intents={"pay": {"examples": ["I'll pay"]}})
    other = listening("intent pay", intents={"pay": {"examples": ["I will pay"]}})
    assert hearing([seat(made, "a")], NOBODY).digest() == hearing([seat(made, "b")], NOBODY).digest()
    assert hearing([seat(made, "a")], NOBODY).digest() != hearing([seat(other, "a")], NOBODY).digest()


def test_words_said_on_the_way_are_rendered_for_the_facts_of_the_table() -> None:
    greets = flow(on("intent hi", "open", None, says("Hello {{ contact.name }}.")))
    (told,) = tell([seat(greets, "a")], intent("hi"), about({"name": "Ana"}))
    assert texts(told.decision) == ["Hello Ana."]
