"""What the editors of entries know without a page: samples, limits, uses, pasted lines, hours, values."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows.findings.finding import At
from flows.model import DataField, Flow, Start
from studio.panels.entries.field_values import retyped
from studio.panels.entries.limits import (
    button_limit,
    buttons_words,
    remarks,
    spoken_seconds,
    text_limits,
)
from studio.panels.entries.opening import opening_words, week_words
from studio.panels.entries.rendering import Rendered, rendered
from studio.panels.entries.settings_words import calendar_words, key_words, start_words, unmatched_words
from studio.panels.entries.unmatched_form import with_answer
from studio.panels.entries.uses import uses
from studio.panels.inserting import inserted, variables
from studio.panels.inspector.filling import as_raw
from studio.panels.inspector.lines import pasted
from tests.flows.shipped import FLOWS

TODAY = date(2026, 3, 2)


@pytest.fixture
def flow() -> Flow:
    return FLOWS["payment_collection"]


def test_blanks_are_filled_with_samples_in_the_language_of_the_text(flow: Flow) -> None:
    raw = {"text": "{{ data.amount | money }} by {{ data.due_date | date }}", "locales": {"de": {}}}
    assert rendered(flow, raw, "en", TODAY).text == "€128.50 by Mar 16, 2026"
    assert rendered(flow, raw, "de", TODAY).text == "128,50 € by 16.03.2026"


def test_a_moment_reads_as_its_customer_would_read_it(flow: Flow) -> None:
    flow = flow.model_copy(
        update={"data": {"visit_at": DataField(type="datetime", max="2026-03-10T00:00:00Z")}}
    )
    said = rendered(flow, {"text": "See you {{ data.visit_at }}"}, "en", TODAY)
    assert said.text == "See you Mar 16, 2026, 10:00 AM"


def test_what_a_language_leaves_out_is_the_messages_own(flow: Flow) -> None:
    raw = {"text": "Hello", "subject": "News", "locales": {"es": {"text": "Hola"}}}
    assert rendered(flow, raw, "es", TODAY)[:2] == ("Hola", "News")


def test_a_text_that_cannot_be_filled_in_says_why(flow: Flow) -> None:
    said = rendered(flow, {"text": "{{ data.amount + 1 }}"}, "en", TODAY)
    assert said.text == ""
    assert said.problem.startswith("Line 1: a calculation")


@pytest.mark.parametrize("process_type", FLOWS)
def test_every_shipped_message_has_a_preview_without_remarks_in_every_language(process_type: str) -> None:
    flow = FLOWS[process_type]
    for name, message in flow.messages.items():
        for locale in (flow.locale, *message.locales):
            said = rendered(flow, as_raw(message), locale, TODAY)
            assert (name, said.problem, list(remarks(said))) == (name, "", [])
            assert said.text


def test_every_blank_that_is_offered_can_be_filled_in(flow: Flow) -> None:
    for blank in variables(flow):
        said = rendered(flow, {"text": blank}, "en", TODAY)
        assert (blank, said.problem) == (blank, "")
        assert said.text


def test_too_long_is_counted_and_said() -> None:
    said = Rendered(text="a" * 1025, buttons=("Yes", "A button with a very long title"))
    assert [str(limit) for limit in text_limits(said)] == ["Chat 1,025 / 4,000", "WhatsApp 1,025 / 1,024"]
    assert list(remarks(said)) == [
        "WhatsApp takes 1,024 characters; this has 1,025.",
        "WhatsApp cuts the answer “A button with a very long title” after 20 characters.",
        "Spoken, this takes 69 seconds; say less, or write a shorter text for the phone.",
    ]
    assert spoken_seconds(Rendered(text="Hello", speech="Hi")) == 1


def test_more_than_three_answers_are_a_list_in_whatsapp() -> None:
    titles = ("Yes", "No", "Later", "More than twenty letters")
    said = Rendered(text="a" * 1025, buttons=titles)
    assert str(text_limits(said)[1]) == "WhatsApp 1,025 / 4,096"
    assert buttons_words(len(titles)) == "More than 3: WhatsApp shows a list, 4 of 10 rows"
    assert str(button_limit(titles[-1], len(titles))) == "WhatsApp 24 / 24"
    assert [words for words in remarks(said) if "answer" in words] == []
    many = list(remarks(Rendered(text="Which?", buttons=("No",) * 11)))
    assert many == [
        "The chat shows 10 answers; of these 11, the rest is left out.",
        "WhatsApp shows 10 answers; of these 11, the rest is left out.",
    ]


def test_settings_are_said_in_sentences(flow: Flow) -> None:
    guarded = Start.model_validate(
        {"type": "event", "value": "invoice_due", "when": {"field": "data.amount", "op": "gt", "value": 0}}
    )
    assert start_words(guarded) == "Starts when “invoice due” arrives, if amount is more than 0."
    assert key_words(flow).startswith("A customer has one open process for each invoice id")
    assert calendar_words("DE", "Germany", TODAY) == (
        "Public holidays of Germany are no business days; the next is on Friday, 3 April 2026."
    )
    assert unmatched_words(flow.unmatched) == (
        "It says “not understood”, 2 times in a row at most; after that it sends “handed over”, "
        "then hands over to billing."
    )
    assert unmatched_words(with_answer(None, then=["escalate"])) == "At once it hands over to a person."
    assert with_answer(with_answer(None, message="what"), message=None) is None


def test_uses_are_found_wherever_something_is_named(flow: Flow) -> None:
    assert At("state", "pending") in [use.at for use in uses(flow, "messages", "reminder")]
    heard = [use.words for use in uses(flow, "intents", "claims_paid")]
    assert any(words.startswith("claims paid: ") for words in heard)
    assert "The message “reminder”" in heard, "its button means the intent"
    of_date = {use.at.kind for use in uses(flow, "data", "promised_date")}
    assert {"intent", "transition"} <= of_date
    assert uses(flow, "data", "promised") == (), "a name is not the beginning of another"


def test_pasted_lines_lose_bullets_quotes_and_doubles() -> None:
    text = "- I paid\n2) «ya pagué»\n\n  * I PAID!\n“done”\n3.5 is too much"
    assert pasted(text, ["Done"]) == (["I paid", "ya pagué", "3.5 is too much"], ["I PAID!", "done"])


def test_a_blank_is_put_where_the_cursor_was() -> None:
    assert inserted("Hi, you", 3, "{{ x }}") == "Hi, {{ x }} you"
    assert inserted("Due:", 4, "{{ x }}") == "Due: {{ x }}"
    assert inserted("", 0, "{{ x }}") == "{{ x }}"


def test_hours_are_said_as_a_week_and_the_next_opening() -> None:
    hours = "Mo-Fr 08:00-20:00; Sa 22:00-02:00; PH off"
    sunday = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert opening_words(hours, "Europe/Berlin", "DE", sunday) == (
        "Opens on Monday, 2 March at 08:00 (Europe/Berlin)."
    )
    assert opening_words(hours, "Europe/Berlin", "DE", sunday.replace(day=2)) == "Open now."
    assert week_words(hours) == (
        ("Monday to Friday", "08:00–20:00"), ("Saturday", "22:00–02:00"), ("Sunday", "closed"),
        ("Public holidays", "closed"),
    )  # fmt: skip
    assert week_words("whenever") == ()


def test_another_type_keeps_what_fits() -> None:
    raw = {"type": "number", "default": 5, "min": 1, "max": 9, "choices": [5, 7], "currency": "EUR"}
    assert retyped(raw, "integer") == {**raw, "type": "integer"}
    assert retyped(raw, "date") == {"type": "date"}
