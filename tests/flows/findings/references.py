"""Names that lead nowhere, or two ways: states, intents, messages, checks, data."""

from __future__ import annotations

from tests.flows.build import clause, flow, on, says
from tests.flows.findings.case import (
    DATA,
    DONE,
    SENT,
    WAIT,
    Case,
    Clean,
    asking,
    check_in,
    greeting,
    guarded,
)

CASES = (
    Case("unknown-reference", "demo", "begins in “opne”", flow(DONE, initial_state="opne")),
    Case("unknown-reference", "demo", "said to be an end", flow(DONE, terminal_states=["done", "gone"])),
    Case(
        "unknown-reference",
        "pay",
        "“x” starts from “opem”",
        flow(on("event x", ["open", "opem"], "done", id="pay"), states=["open", "done"]),
    ),
    Case(
        "unknown-reference",
        "pay",
        "Did you mean “done”?",
        flow(
            on("event x", "open", "dome", id="pay"),
            states=["open", {"id": "done", "title": "All settled"}],
            terminal_states=["done"],
        ),
    ),
    Case(
        "unknown-reference",
        "pay",
        "“promise” from “Open” needs",
        flow(on("intent promise", "open", "done", id="pay")),
    ),
    Case(
        "unknown-reference",
        "demo",
        "started by “promise”",
        flow(DONE, starts=[{"type": "intent", "value": "promise"}]),
    ),
    Case(
        "unknown-reference",
        "hello",
        "The button “Yes”",
        greeting(buttons=[{"title": "Yes", "intent": "agrees"}]),
    ),
    Case(
        "unknown-reference",
        "hello",
        "“Sí”",
        greeting(locales={"es": {"buttons": [{"title": "Sí", "intent": "agrees"}]}}),
    ),
    Case("unknown-reference", "pay", "message “hello”", flow(on("event x", "open", "done", SENT, id="pay"))),
    Case(
        "unknown-reference",
        "open",
        "message “hello”",
        flow(DONE, states=[{"id": "open", "enter": [SENT]}, "done"]),
    ),
    Case("unknown-reference", "open", "message “sorry”", asking(ask={"retry": "sorry"})),
    Case("unknown-reference", "demo", "message “what”", flow(DONE, unmatched={"message": "what"})),
    Case(
        "unknown-reference",
        "demo",
        "message “last”",
        flow(
            DONE,
            unmatched={"message": "what", "then": {"type": "send_message", "message": "last"}},
            messages={"what": {"text": "?"}},
        ),
    ),
    Case(
        "unknown-reference",
        "silence",
        "nothing schedules it",
        flow(on(WAIT, "open", "done", check_in("1d", "nudge"), id="silence")),
    ),
    Case(
        "unknown-reference",
        "silence",
        "nothing schedules one",
        flow(on("timeout", "open", "done", id="silence")),
    ),
    Case(
        "unknown-reference",
        "sent",
        "Did you mean “outreach_sent”?",
        flow(on("action outreach_send", "open", "done", id="sent")),
    ),
    Case("unknown-reference", "pay", "visits of “opened”", guarded(clause("visits.opened", "lt", 3))),
    Case(
        "duplicate-id", "open", "two states with the id “open”", flow(DONE, states=["open", "done", "open"])
    ),
    Case(
        "duplicate-id",
        "pay",
        "“y” from “Open” doesn't count",
        flow(DONE, on("event y", "open", "done", id="pay")),
    ),
    Case("undeclared-variable", "demo", "“invoice”", flow(DONE, key="invoice")),
    Case("undeclared-variable", "open", "“reason”", asking(ask={"into": "reason"})),
    Case(
        "undeclared-variable",
        "promise",
        "“day”",
        flow(DONE, intents={"promise": {"examples": ["x"], "slots": {"day": "date"}}}),
    ),
    Case("undeclared-variable", "pay", "“total”", guarded(clause("data.total", "gt", 3))),
    Case(
        "undeclared-variable", "pay", "“total”", guarded(clause("data.amount", "gt", {"field": "data.total"}))
    ),
    Case(
        "undeclared-variable",
        "pay",
        "conversation.channel",
        guarded(clause("conversation.chanel", "eq", "chat")),
    ),
    Case(
        "undeclared-variable",
        "pay",
        "“total”",
        flow(on("event x", "open", "done", says("{{ data.total }}"), id="pay")),
    ),
    Case(
        "undeclared-variable",
        "pay",
        "Write “data.amount”",
        flow(on("event x", "open", "done", says("{{ amount }}"), id="pay"), data=DATA),
    ),
    Case(
        "undeclared-variable",
        "pay",
        "Did you mean “amount”?",
        flow(
            on("event x", "open", "done", {"type": "set_data", "values": {"amont": 3}}, id="pay"), data=DATA
        ),
    ),
    Case(
        "undeclared-variable",
        "hello",
        "“code”",
        greeting(whatsapp={"template": "t", "parameters": ["{{ data.code }}"]}),
    ),
    Case("undeclared-variable", "hello", "“bill”", greeting(attachments=["bill"])),
    Case(
        "undeclared-variable",
        "late",
        "“promised”",
        flow(on({"type": "timeout", "relative_to": "data.promised"}, "open", "done", id="late")),
    ),
    Case(
        "undeclared-variable",
        "pay",
        "“promised”",
        flow(
            on(
                "event x",
                "open",
                "done",
                {"type": "schedule_check", "relative_to": "data.promised"},
                id="pay",
            )
        ),
    ),
)
CLEAN = (
    Clean(
        "unknown-reference",
        "a check without a name is heard by every waiting timeout",
        flow(on(WAIT, "open", "done", id="silence"), on("event x", "open", None, check_in("2d"))),
    ),
    Clean(
        "unknown-reference",
        "a timeout with a length arms itself",
        flow(on({**WAIT, "after": "2d"}, "open", "done")),
    ),
    Clean(
        "unknown-reference",
        "reserved and any intents",
        flow(on("intent answer", "open", "done"), on("intent unmatched", "open"), on("intent *", "open")),
    ),
    Clean(
        "unknown-reference", "results may come by the API", flow(on("action letter_printed", "open", "done"))
    ),
    Clean(
        "undeclared-variable",
        "contacts and events have keys of their own",
        flow(
            on(
                "event x",
                "open",
                "done",
                says("{{ contact.nickname }} {{ event.amount | money }} {{ now | date }}"),
            )
        ),
    ),
    Clean(
        "undeclared-variable",
        "an attachment's address",
        greeting(attachments=["https://a.example/terms.pdf"]),
    ),
)
