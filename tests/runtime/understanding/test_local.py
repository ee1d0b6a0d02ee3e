"""The detector on everyday messages: what it hears, what it lets pass, and how sure it is."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest

from flows.hearing import Hearable, Hearing, Question
from flows.model import DataField
from runtime.understanding.classifier import THRESHOLD
from runtime.understanding.detector import Detector
from runtime.understanding.encoder import Encoder
from runtime.understanding.local import LocalDetector
from tests.runtime.understanding.everyday import EXAMPLES, OUT_OF_SCOPE, PARAPHRASES, hearing


def heard(detector: LocalDetector, text: str, hearing: Hearing, now: datetime) -> list[str]:
    return [understood.intent for understood in detector.understand(text, hearing, now).heard]


def test_paraphrases_are_understood(detector: LocalDetector, now: datetime) -> None:
    found = [detector.understand(text, hearing(), now) for text, _ in PARAPHRASES]
    expected = [intent for _, intent in PARAPHRASES]
    nearest = [understanding.scores[0][0] for understanding in found]
    right = [[u.intent for u in f.heard] == [intent] for f, intent in zip(found, expected, strict=True)]
    wrong = [any(u.intent != intent for u in f.heard) for f, intent in zip(found, expected, strict=True)]
    assert sum(map(str.__eq__, nearest, expected)) / len(expected) >= 0.95
    assert sum(right) / len(expected) >= 0.9
    assert sum(wrong) == 0


def test_what_nobody_listens_for_is_not_heard(detector: LocalDetector, now: datetime) -> None:
    taken = [text for text in OUT_OF_SCOPE if heard(detector, text, hearing(), now)]
    assert len(taken) / len(OUT_OF_SCOPE) <= 0.08, taken


@pytest.mark.parametrize("text", ["ok", "thanks!", "hello", "👍", "", "   ", "?!"])
def test_small_talk_is_no_intent(detector: LocalDetector, now: datetime, text: str) -> None:
    assert heard(detector, text, hearing(), now) == []


@pytest.mark.parametrize("intent", EXAMPLES)
def test_an_example_itself_is_certain(detector: LocalDetector, now: datetime, intent: str) -> None:
    for example in EXAMPLES[intent]:
        (understood,) = detector.understand(example.upper() + " ", hearing(), now).heard
        assert (understood.intent, understood.confidence) == (intent, 1.0)


def test_clear_paraphrases_pass_a_usual_minimum_and_the_threshold_lies_below_it(
    detector: LocalDetector, now: datetime
) -> None:
    assert THRESHOLD < 0.6
    for text in ("please stop messaging me", "where's my order now?", "I'll pay you on Tuesday"):
        (understood,) = detector.understand(text, hearing(), now).heard
        assert understood.confidence > 0.75


@pytest.mark.parametrize("intent", ["promise_to_pay", "opts_out", "asks_where"])
def test_one_intent_alone_is_told_from_everything_else(
    detector: LocalDetector, now: datetime, intent: str
) -> None:
    alone = hearing(intent)
    own = [heard(detector, text, alone, now) == [intent] for text, said in PARAPHRASES if said == intent]
    others = [heard(detector, text, alone, now) == [] for text in OUT_OF_SCOPE]
    assert sum(own) / len(own) >= 0.6
    assert sum(others) / len(others) >= 0.9


def test_nothing_is_heard_where_nothing_is_listened_for(detector: LocalDetector, now: datetime) -> None:
    understanding = detector.understand("cancel my order", Hearing(()), now)
    assert (understanding.heard, understanding.scores) == ((), ())


def test_an_intent_without_examples_goes_by_its_name_and_description(
    detector: LocalDetector, now: datetime
) -> None:
    bare = Hearing(
        (
            Hearable("cancel_order", "", (), {}),
            Hearable("opening_hours", "The customer asks when the shop is open.", (), {}),
        )
    )
    assert heard(detector, "please cancel my order", bare, now) == ["cancel_order"]
    assert heard(detector, "when is the shop open?", bare, now) == ["opening_hours"]
    assert heard(detector, "my cat is asleep", bare, now) == []


def test_scores_say_best_first_what_was_not_heard(detector: LocalDetector, now: datetime) -> None:
    understanding = detector.understand("is it on its way?", hearing(), now)
    scores = [score for _, score in understanding.scores]
    assert understanding.detector == "local"
    assert scores == sorted(scores, reverse=True)
    assert understanding.scores[0][0] == "asks_where"


SEVERAL = [
    (
        "I'll pay on Friday. And where is my order?",
        [("promise_to_pay", "I'll pay on Friday."), ("asks_where", "And where is my order?")],
    ),
    (
        "where is my order A-77 and I'd like to change the delivery address",
        [
            ("asks_where", "where is my order A-77"),
            ("changes_address", "I'd like to change the delivery address"),
        ],
    ),
    (
        "I'll pay by Monday, can you send me the invoice again?",
        [("promise_to_pay", "I'll pay by Monday"), ("asks_details", "can you send me the invoice again?")],
    ),
    (
        "I already paid. Stop messaging me! Where is my order? Cancel my order.",
        [
            ("claims_paid", "I already paid."),
            ("opts_out", "Stop messaging me!"),
            ("asks_where", "Where is my order?"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_intents_come_in_spoken_order_with_their_words(
    detector: LocalDetector, now: datetime, text: str, expected: list[tuple[str, str]]
) -> None:
    understanding = detector.understand(text, hearing(), now)
    assert [(u.intent, u.evidence) for u in understanding.heard] == expected


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I don't want it any more, please cancel", "cancels"),
        ("Hi there. I will transfer the money tomorrow, thanks and bye!", "promise_to_pay"),
        ("I can't pay right now. Money is tight at the moment.", "needs_time"),
        ("your service was terrible and I'd like to complain", "complains"),
    ],
)
def test_one_thing_said_at_length_stays_one(
    detector: LocalDetector, now: datetime, text: str, intent: str
) -> None:
    assert heard(detector, text, hearing(), now) == [intent]


def test_an_example_of_two_sentences_is_one_intent(detector: LocalDetector, now: datetime) -> None:
    both = Hearable("sends_back", "", ("cancel my order. where is my order?",), {})
    listening = hearing()._replace(intents=(*hearing().intents, both))
    assert heard(detector, "Cancel my order! Where is my order?", listening, now) == ["sends_back"]


def test_slots_come_from_the_words_that_carry_the_intent(detector: LocalDetector, now: datetime) -> None:
    text = "I'll pay on Monday. Where is order 4711? Tuesday was the plan."
    promise, where = detector.understand(text, hearing(), now).heard
    assert (promise.intent, promise.slots) == ("promise_to_pay", {"promised_date": "2026-03-09"})
    assert (where.intent, where.slots) == ("asks_where", {"order_id": "4711"})


def test_a_date_in_the_next_sentence_belongs_to_the_promise(detector: LocalDetector, now: datetime) -> None:
    (promise,) = detector.understand("I will transfer the money. Tomorrow!", hearing(), now).heard
    assert promise.slots == {"promised_date": "2026-03-07"}


ASKED = Question("b-1", "answer", DataField(type="date"))


def test_a_reply_that_parses_is_the_answer_even_where_an_intent_would_hear_it(
    detector: LocalDetector, now: datetime
) -> None:
    (answer,) = detector.understand("I'll pay on Monday", hearing()._replace(question=ASKED), now).heard
    assert answer == ("answer", 1.0, {"answer": "2026-03-09"}, "I'll pay on Monday")


def test_a_reply_that_does_not_parse_is_tried_as_an_intent(detector: LocalDetector, now: datetime) -> None:
    asking = hearing()._replace(question=ASKED)
    assert heard(detector, "stop messaging me", asking, now) == ["opts_out"]
    assert heard(detector, "what's the weather like?", asking, now) == []


def test_an_answer_and_a_question_in_one_message_are_both_heard(
    detector: LocalDetector, now: datetime
) -> None:
    asking = hearing()._replace(question=ASKED)
    assert heard(detector, "Where is my order? And yes, Friday is fine.", asking, now) == [
        "asks_where",
        "answer",
    ]
    wants = hearing()._replace(question=Question("b-1", "wanted", DataField(type="boolean")))
    assert heard(detector, "sure, and where is my order?", wants, now) == ["answer", "asks_where"]


def test_a_text_field_takes_what_no_intent_takes(detector: LocalDetector, now: datetime) -> None:
    asking = hearing()._replace(question=Question("b-1", "what", DataField(type="text")))
    assert heard(detector, "stop messaging me", asking, now) == ["opts_out"]
    (answer,) = detector.understand(" The box was open on Friday\nand wet. ", asking, now).heard
    assert answer.slots == {"what": "The box was open on Friday\nand wet."}


def test_a_string_field_takes_an_id_first_and_a_short_line_last(
    detector: LocalDetector, now: datetime
) -> None:
    asking = hearing()._replace(question=Question("b-1", "it", DataField(type="string")))
    (answer,) = detector.understand("it's order no. 4711", asking, now).heard
    assert answer.slots == {"it": "4711"}
    (answer,) = detector.understand("Ana Lopez", asking, now).heard
    assert answer.slots == {"it": "Ana Lopez"}
    assert heard(detector, "where is my order?", asking, now) == ["asks_where"]
    assert heard(detector, "blah " * 40, asking, now) == []


async def test_a_turn_hears_through_the_protocol(detector: Detector, now: datetime) -> None:
    understanding = await detector.hear("unsubscribe", hearing(), now)
    assert [u.intent for u in understanding.heard] == ["opts_out"]


def test_without_weights_it_goes_by_spelling_and_says_so_once(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        detector = LocalDetector(None)
        assert heard(detector, "please cancel my order", hearing(), now) == ["cancels"]
        assert heard(detector, "what's the weather like?", hearing(), now) == []
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "The language model is not installed"
    ]
    assert detector.understand("unsubscribe", hearing(), now).detector == "local-spelling"


def test_a_foreign_flow_is_warned_of_once(
    encoder: Encoder, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    detector = LocalDetector(encoder)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            detector.understand("hola", hearing(locale="es-MX"), now)
    assert [record.message for record in caplog.records if "es-MX" in record.message] == [
        "The language model of this machine knows English; a flow speaks “es-MX”: prefer Claude."
    ]


@pytest.mark.parametrize(
    "text", ["\ud800 hi", "\x00", "1 " * 3000, "order " * 900, "." * 9000, "12. " * 2000, "😀" * 9000]
)
def test_odd_messages_are_met_calmly(detector: LocalDetector, now: datetime, text: str) -> None:
    for field in ("text", "string", "number", "datetime", "boolean", "phone"):
        asking = hearing()._replace(question=Question("b", "it", DataField(type=field)))
        for understood in detector.understand(text, asking, now).heard:
            assert understood.evidence in text
