"""What intents and messages say."""

from __future__ import annotations

from tests.flows.build import flow, on
from tests.flows.findings.case import (
    DONE,
    SENT,
    Case,
    Clean,
    asking,
    greeting,
    said,
)

CASES = (
    Case("intent-without-examples", "promise", "“promise” has no examples", said(promise=[])),
    Case("confusable-intents", "paid", "too: nobody", said(promise=["I have paid"], paid=["I have paid"])),
    Case(
        "confusable-intents",
        "paid",
        "hardly to be told apart",
        said(promise=["I've already paid!"], paid=["ive allready paid, thanks"]),
    ),
    Case("message-unused", "hello", "never sent", flow(DONE, messages={"hello": {"text": "Hi"}})),
    Case(
        "missing-locale",
        "bye",
        "not wholly written in es",
        flow(
            on("event x", "open", "done", SENT, {"type": "send_message", "message": "bye"}),
            messages={"hello": {"text": "Hi", "locales": {"es": {"text": "Hola"}}}, "bye": {"text": "Bye"}},
        ),
    ),
    Case("missing-locale", "hello", "in es", greeting(subject="Hi", locales={"es": {"text": "Hola"}})),
    Case(
        "missing-locale",
        "promise",
        "in es",
        flow(
            DONE,
            intents={
                "promise": {"examples": ["x"]},
                "paid": {"examples": ["y"], "locales": {"es": ["pagado"]}},
            },
        ),
    ),
)
CLEAN = (
    Clean(
        "intent-without-examples",
        "in another language",
        flow(DONE, intents={"paid": {"locales": {"es": ["pagado"]}}}),
    ),
    Clean(
        "confusable-intents",
        "one word makes the difference",
        said(cancel=["I want to cancel my order"], change=["I want to change my order"]),
    ),
    Clean(
        "confusable-intents",
        "a negation makes the difference",
        said(paid=["I paid"], unpaid=["I have not paid"]),
    ),
    Clean("confusable-intents", "said twice of the same", said(paid=["I paid", "i paid!"])),
    Clean(
        "message-unused",
        "asked, asked again, followed up, answered",
        asking(
            ask={"retry": "sorry"},
            ways=[on("event x", "open", "done", {**SENT, "type": "enqueue_followup", "after": "1d"})],
            unmatched={"message": "what"},
            messages={name: {"text": name} for name in ("hello", "when", "sorry", "what")},
        ),
    ),
    Clean("missing-locale", "the flow's own", greeting(locales={"en": {"text": "Hello"}})),
)
