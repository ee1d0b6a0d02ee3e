"""The pages of real conversations, as the person who uses them."""

from __future__ import annotations

from typing import Any

from nicegui import ui
from nicegui.testing import User

from runtime.store.session import Database
from studio.cookies import SESSION
from tests.studio import stage
from tests.studio.conversing import ADDRESS, meet
from tests.studio.test_pages import until


def rows(user: User, marker: str) -> list[dict[str, Any]]:
    [table] = user.find(kind=ui.table, marker=marker).elements
    return list(table.rows)


async def moved(database: Database) -> str:
    talk = await meet(database)
    binding_id = await talk.start(order="A-100", age=30)
    await talk.say(f"move address={ADDRESS}")
    return binding_id


async def test_a_flow_without_conversations_says_so(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await user.open("/flows/payment_collection")
    user.find(kind=ui.tab, content="Conversations").click()
    await user.should_see("Nobody is in this flow yet.")


async def test_the_conversations_of_a_flow_follow_what_happens_and_are_narrowed(
    user: User, database: Database
) -> None:
    await moved(database)
    await user.open("/flows/moving")
    user.find(kind=ui.tab, content="Conversations").click()
    assert [(row["contact"], row["state"]) for row in rows(user, "conversations")] == [("Ana Berg", "done")]
    await (await meet(database, "Bo")).start(order="B-7")
    await until(lambda: len(rows(user, "conversations")) == 2)
    user.find(kind=ui.table, marker="states").trigger("choose", "open")
    await until(lambda: [row["contact"] for row in rows(user, "conversations")] == ["Bo"])


async def test_one_conversation_is_followed_and_opened_in_the_sandbox(user: User, database: Database) -> None:
    talk = await meet(database)
    binding_id = await talk.start(order="A-100", age=30)
    await user.open(f"/flows/moving/conversations/{binding_id}")
    assert [row["text"] for row in rows(user, "messages")] == ["Hello Ana Berg"]
    await talk.say(f"move address={ADDRESS}")
    await until(lambda: len(rows(user, "messages")) == 3)
    moments = rows(user, "moments")
    assert "It goes to “Done” by “move” (if age is more than 17)." in [row["words"] for row in moments]
    assert {"name": "Address", "value": ADDRESS} in [
        {"name": row.get("name"), "value": row.get("value")} for row in rows(user, "facts")
    ]
    user.find(kind=ui.table, marker="moments").trigger("open", moments[-1]["order"])
    await until(lambda: user.back_history[-1] == "/flows/moving/try?version=1")


async def test_a_viewer_sees_how_it_goes_without_what_was_written(stranger: User, database: Database) -> None:
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    stranger.http_client.cookies.set(SESSION, cookie)
    binding_id = await moved(database)
    await stranger.open(f"/flows/moving/conversations/{binding_id}")
    assert {row["text"] for row in rows(stranger, "messages")} == {"(hidden for your role)"}


async def test_an_unknown_conversation_leads_nowhere(user: User, database: Database) -> None:
    await moved(database)
    for address in ("/flows/moving/conversations/nobody", "/flows/other/conversations/nobody"):
        assert (await user.http_client.get(address)).status_code == 404
