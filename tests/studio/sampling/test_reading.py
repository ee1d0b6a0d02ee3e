"""Sample messages out of files as people have them."""

from __future__ import annotations

import codecs

import pytest

from studio.errors import SamplesUnreadable
from studio.services.sampling.reading import MOST_MESSAGES, Sample, read_samples

INTENTS = ("promise_to_pay", "claims_paid")
PAID, FRIDAY = Sample("I paid already", "claims_paid"), Sample("On Friday, I'll pay", "promise_to_pay")

READ = {
    "a header": "text,intent\nI paid already,claims_paid\n",
    "quotes": 'text,intent\n"I paid\n already",claims_paid\n',
    "semicolons, other order": "id;Intent;Message\n1;Claims paid;I paid already\n",
    "tabs": "utterance\tlabel\nI paid already\tclaims-paid\n",
    "no header": "I paid already;claims_paid",
    "empty lines": "text,intent\r\n\r\nI paid already,claims_paid\r\n , \r\n",
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_every_common_way_to_write_the_same_message(text: str) -> None:
    assert read_samples(text, INTENTS).messages == (PAID,)


ENCODED = {
    "UTF-8": "utf-8",
    "UTF-8 with mark": "utf-8-sig",
    "UTF-16 with mark": "utf-16",
    "UTF-16, low byte first": "utf-16-le",
    "UTF-16, high byte first": "utf-16-be",
    "Windows": "cp1252",
}


@pytest.mark.parametrize("codec", ENCODED.values(), ids=ENCODED)
def test_encodings(codec: str) -> None:
    samples = read_samples("text,intent\nya la pagué – sí,claims_paid\n".encode(codec), INTENTS)
    assert samples.messages == (Sample("ya la pagué – sí", "claims_paid"),)
    assert [note[:23] for note in samples.notes] == (["Read as Windows-1252, s"] if codec == "cp1252" else [])


def test_without_intents_every_line_is_a_message_commas_and_all() -> None:
    samples = read_samples("On Friday, I'll pay\nNo, never\n\n", INTENTS)
    assert samples.messages == (Sample("On Friday, I'll pay"), Sample("No, never"))
    assert read_samples("text\nHello\n", INTENTS).messages == (Sample("Hello"),)


def test_an_intent_that_the_flow_lacks_stays_as_it_is_written_and_unmatched_is_one() -> None:
    samples = read_samples("text,intent\nhow are you?,small_talk\nblue,Unmatched\nhm,\n", INTENTS)
    assert [one.intent for one in samples.messages] == ["small_talk", "unmatched", None]


REFUSED = {
    'text,intent\n"I paid\n already",claims_paid\n"On Friday\nNo,claims_paid': "mark in line 4 is never closed",
    'text\n"' + "No, never\n" * 20_000: "mark in line 2 is never closed",
    "": "nothing to read",
    "\n \n": "nothing to read",
    "text,intent\n,claims_paid\n": "no message",
    "words,intent\nhello,claims_paid\n": "No column is named “text”: there are “words”, “intent”",
    b"PK\x03\x04rest": "a spreadsheet or zip file",
    b"\x00\x01\x02\x03" * 9: "can't be read as text",
    codecs.BOM_UTF8 + b"\xff\xff": "can't be read as text",
}


@pytest.mark.parametrize(("content", "words"), REFUSED.items(), ids=lambda given: repr(given)[:40])
def test_what_is_refused_says_why(content: str | bytes, words: str) -> None:
    with pytest.raises(SamplesUnreadable, match=words):
        read_samples(content, INTENTS)


def test_more_than_is_read_says_so() -> None:
    samples = read_samples("hello\n" * (MOST_MESSAGES + 1), INTENTS)
    assert len(samples.messages) == MOST_MESSAGES
    assert samples.notes == ("Only the first 50,000 messages were read; there are more.",)
