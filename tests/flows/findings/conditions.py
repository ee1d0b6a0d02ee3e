"""Conditions that can't compare, or can't come true."""

from __future__ import annotations

from tests.flows.build import clause, flow
from tests.flows.findings.case import (
    DATA,
    DONE,
    Case,
    Clean,
    guarded,
)

CASES = (
    Case("guard-type", "pay", "amount is a number", guarded(clause("data.amount", "gt", "lots"))),
    Case("guard-type", "pay", "due is a date", guarded(clause("data.due", "eq", "2026-13-45"))),
    Case(
        "guard-type",
        "pay",
        "due is a date, amount is a number",
        guarded(clause("data.due", "gt", {"field": "data.amount"})),
    ),
    Case("guard-type", "pay", "opted out is yes or no", guarded(clause("contact.opted_out", "eq", "yes"))),
    Case(
        "guard-type", "pay", "visits of open is a whole number", guarded(clause("visits.open", "eq", "three"))
    ),
    Case("guard-type", "pay", "needs a list", guarded(clause("data.tier", "in", "a"))),
    Case("guard-type", "pay", "“x” isn't", guarded(clause("data.amount", "in", [1, "x"]))),
    Case("guard-type", "pay", "“14d” isn't", guarded(clause("data.amount", "within", "14d"))),
    Case("guard-type", "pay", "nothing to compare", guarded(clause("data.amount", "eq"))),
    Case("guard-type", "pay", "not a pattern", guarded(clause("data.tier", "matches", "(["))),
    Case(
        "guard-type",
        "demo",
        "amount is a number",
        flow(
            DONE,
            data=DATA,
            starts=[{"type": "event", "value": "x", "when": clause("data.amount", "eq", "x")}],
        ),
    ),
    Case(
        "guard-never-true",
        "pay",
        "never true",
        guarded(clause("data.amount", "gt", 5), clause("data.amount", "lt", 5)),
    ),
    Case(
        "guard-never-true",
        "pay",
        "never true",
        guarded(clause("data.amount", "exists"), clause("data.amount", "missing")),
    ),
    Case("guard-never-true", "pay", "never true", guarded(clause("data.tier", "eq", "c"))),
    Case("guard-never-true", "pay", "never true", guarded(clause("data.tier", "in", []))),
    Case("guard-never-true", "pay", "never true", guarded(clause("visits.open", "lt", 0))),
    Case(
        "guard-never-true",
        "pay",
        "never true",
        guarded(clause("data.due", "within", "14d"), clause("data.due", "after", "1mo")),
    ),
    Case(
        "guard-never-true",
        "pay",
        "never true",
        guarded(clause("data.due", "before", "2026-05-01"), clause("data.due", "after", "2026-05-01")),
    ),
    Case(
        "guard-never-true",
        "pay",
        "never true",
        guarded(clause("data.tier", "eq", "a"), {"not": clause("data.tier", "ne", "b")}),
    ),
    Case(
        "guard-never-true",
        "pay",
        "never true",
        guarded(
            clause("contact.tags", "contains", "vip"), {"not": clause("contact.tags", "contains", "vip")}
        ),
    ),
    Case(
        "guard-never-true",
        "pay",
        "never true",
        guarded(clause("data.tier", "matches", "^x"), {"not": clause("data.tier", "matches", "^x")}),
    ),
)
CLEAN = (
    Clean(
        "guard-type",
        "an event's amount may be anything",
        guarded(clause("event.amount", "gt", 3), clause("event.amount", "contains", "x")),
    ),
    Clean(
        "guard-type",
        "a date and an instant compare by day",
        guarded(clause("data.due", "before", {"field": "now"})),
    ),
    Clean(
        "guard-never-true",
        "a customer may have two tags",
        guarded(clause("contact.tags", "contains", "vip"), clause("contact.tags", "contains", "new")),
    ),
    Clean(
        "guard-never-true",
        "a missing value is not the other one",
        guarded({"not": clause("data.tier", "eq", "a")}, {"not": clause("data.tier", "eq", "b")}),
    ),
    Clean(
        "guard-never-true",
        "whether a fixed date is near depends on today",
        guarded(clause("data.due", "after", "2031-05-01"), clause("data.due", "within", "14d")),
    ),
    Clean(
        "guard-never-true",
        "a text that begins one way and ends another",
        guarded(clause("contact.name", "starts_with", "A"), clause("contact.name", "ends_with", "z")),
    ),
)
