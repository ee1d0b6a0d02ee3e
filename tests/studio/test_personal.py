"""What a viewer sees of real conversations: how they go, never what was written or whose data it was."""

from __future__ import annotations

from typing import Any

import pytest

from flows.personal import HIDDEN
from flows.world import happenings as h
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.services.conversations import Conversations, Wanted
from studio.services.sandbox.sandbox import Sandbox
from studio.services.trying import Trying
from tests.flows.build import after, clause, flow, on
from tests.runtime.twice import Words
from tests.studio.conversing import meet

EMAIL = "ana.berg@example.com"
OPERATOR, VIEWER = Actor("olga", "operator", id="1"), Actor("vera", "viewer", id="2")
BY_GRANT = Actor("gus", "viewer", {"asking": "operator"}, "3")
ELSEWHERE = Actor("eve", "viewer", {"moving": "operator"}, "4")

ASKING = flow(
    on("intent pay", "open", "done", id="paid",
       when={"any": [clause("event.message", "contains", "pay"), clause("data.email", "exists")]}),
    process_type="asking", key="email",
    data={
        "email": {"type": "string", "pii": True, "reference": True},
        "order": {"type": "string", "reference": True},
        "amount": {"type": "number"},
    },
    intents={"pay": {"slots": {"amount": "number"}, "examples": ["I pay"]}},
)  # fmt: skip

AGED = flow(
    on("event older", "open", None, {"type": "set_data", "values": {"age": "{{ event.age }}"}}, id="older",
       when=clause("data.age", "gt", 17)),
    on(after("30d"), "open", "done", id="over"),
    process_type="aged", data={"age": {"type": "integer", "pii": True}},
)  # fmt: skip


@pytest.fixture
async def binding_id(database: Database) -> str:
    """Ana paid, in words that only a condition and a value that didn't fit repeat."""
    talk = await meet(database, made=ASKING)
    began = await talk.start(email=EMAIL, order="A-100")
    await talk.say("pay amount=zebra")
    return began


@pytest.mark.parametrize("who", [VIEWER, ELSEWHERE])
async def test_conditions_and_reasons_quote_nobody(database: Database, binding_id: str, who: Actor) -> None:
    view = await Conversations(database).view(who, "asking", binding_id)
    assert view.moments[-1].taken == "paid"
    loaded: Any = Words
    run = await Sandbox(database, Trying(loaded)).open_real(who, "asking", binding_id)
    assert run.step.told[0].taken == ("paid",)
    for seen in (str(view), str(run.line), str(run.messages)):
        assert not [secret for secret in ("zebra", EMAIL, "Berg") if secret in seen]


async def test_who_operates_this_flow_sees_them(database: Database, binding_id: str) -> None:
    view = await Conversations(database).view(BY_GRANT, "asking", binding_id)
    last = view.moments[-1]
    assert (view.contact, last.said) == ("Ana Berg", "pay amount=zebra")
    assert last.dropped == (("amount", "amount should be a number such as 120.5, not “zebra”."),)
    assert [clause.actual for clause in last.candidates[0].clauses] == [HIDDEN, HIDDEN]  # not kept


@pytest.mark.parametrize(
    ("who", "text", "found"),
    [
        (OPERATOR, "ana.berg", 1), (OPERATOR, "A-1", 1), (BY_GRANT, "ana.berg", 1),
        (VIEWER, "ana.berg", 0), (VIEWER, EMAIL, 0), (ELSEWHERE, EMAIL, 0), (VIEWER, "A-1", 1),
    ],
)  # fmt: skip
async def test_nobody_asks_whose_data_it_is_who_may_not_see_it(
    database: Database, binding_id: str, who: Actor, text: str, found: int
) -> None:
    page = await Conversations(database).page(who, Wanted("asking", reference=text))
    assert len(page.rows) == found


async def test_what_the_run_has_to_know_is_shown_nowhere_around_it(database: Database) -> None:
    """A condition reads the age, so that it stays in the run as it was."""
    old = 4711
    talk = await meet(database, made=AGED)
    began = await talk.start(age=old)
    loaded: Any = Words
    sandbox = Sandbox(database, Trying(loaded))
    run = await sandbox.open_real(OPERATOR, "aged", began)
    here = run.here
    one = await sandbox.do(OPERATOR, "aged", h.Event("older", {"age": 5000}))
    await sandbox.go(OPERATOR, "aged", here)
    other = await sandbox.do(OPERATOR, "aged", h.Wait("1h"))
    compared = await sandbox.compare(OPERATOR, "aged", one.here, other.here)
    assert [(row.one, row.other) for row in compared.data] == [(HIDDEN, HIDDEN)]
    (form,) = await sandbox.event_form(OPERATOR, "aged")
    assert [(field.name, field.known) for field in form.fields] == [("age", None)]
    assert str(old) not in str(run) + str(compared)
