"""The drawer's sample messages, as the person who teaches a flow to understand uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing import User

from runtime.store.session import Database
from studio.services import Services
from tests.studio.sandbox_page.test_page import PUBLISHER, until

CSV = """\
text;intent
yes claims_paid;claims_paid
no needs_time;claims_paid
so what;needs_time
"""


def rows(user: User) -> list[tuple[str, str, str]]:
    [table] = user.find(kind=ui.table, marker="samples").elements
    return [(row["text"], row["understood"], row["verdict"]) for row in table.rows]


@pytest.fixture
async def messages(page: User) -> User:
    """Somebody who pasted three messages and had them understood."""
    [tabs] = page.find(ui.tabs).elements
    tabs.value = "samples"
    page.find("Messages, one a line").type(CSV)
    page.find(marker="understand").click()
    await page.should_see("33.3 % right of 3: 1 wrong, 1 not understood")
    return page


async def test_the_worst_come_first_and_a_cell_of_the_confusion_filters(messages: User) -> None:
    assert rows(messages) == [
        ("no needs_time", "needs time", "Wrong"),
        ("so what", "not understood", "Not understood"),
        ("yes claims_paid", "claims paid", "Right"),
    ]
    [grid] = messages.find(kind=ui.table, marker="confusion").elements
    assert [column["label"] for column in grid.columns] == [
        "Should be",
        "claims paid",
        "needs time",
        "not understood",
    ]
    assert [[cell["count"] for cell in row["cells"]] for row in grid.rows] == [[1, 1, 0], [0, 0, 1]]
    messages.find(marker="confusion").trigger("cell", ["claims_paid", "needs_time"])
    await until(lambda: [text for text, *_ in rows(messages)] == ["no needs_time"])
    messages.find(marker="confusion").trigger("cell", ["claims_paid", "needs_time"])
    await until(lambda: len(rows(messages)) == 3)
    messages.find(marker="filter-samples").type("WHAT")
    await until(lambda: [text for text, *_ in rows(messages)] == ["so what"])


async def test_a_message_becomes_an_example_and_all_are_understood_again(
    messages: User, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def examples() -> tuple[str, ...]:
        return (
            (await services.editing.open(PUBLISHER, "payment_collection")).flow.intents["needs_time"].examples
        )

    before = await examples()
    learnt = services.trying._loaded()
    hear: Callable[..., Any] = learnt.understand

    def understand(text: str, hearing: Any, now: Any) -> Any:
        """Knows an example by heart, as the real detector does."""
        for one in hearing.intents:
            if text in one.examples:
                return hear(one.intent, hearing, now)
        return hear(text, hearing, now)

    monkeypatch.setattr(learnt, "understand", understand)
    messages.find(marker="samples").trigger("add", 2)
    await messages.should_see("66.6 % right (was 33.3 %) of 3")
    assert await examples() == (*before, "so what")
    await messages.should_see("1 message understood otherwise than before: 1 better.")
    messages.find(marker="undo-examples").click()
    await messages.should_see("33.3 % right (was 66.6 %) of 3")
    assert await examples() == before


async def test_several_are_added_to_a_chosen_intent(messages: User, services: Services) -> None:
    [table] = messages.find(kind=ui.table, marker="samples").elements
    chosen = [row for row in table.rows if row["verdict"] != "Right"]
    messages.find(marker="samples").trigger("selection", {"added": True, "rows": chosen, "keys": []})
    await messages.should_see("2 messages:")
    [target] = messages.find(kind=ui.select, marker="examples-of").elements
    target.value = "complaint"
    messages.find(marker="add-picked").click()
    await messages.should_see("Add 2 examples to “complaint”")
    intents = (await services.editing.open(PUBLISHER, "payment_collection")).flow.intents
    assert intents["complaint"].examples[-2:] == ("no needs_time", "so what")


async def test_a_file_that_cant_be_read_says_why_and_one_without_intents_is_understood(
    messages: User,
) -> None:
    messages.find(marker="other-samples").click()
    await messages.should_see(marker="samples-file")
    [upload] = messages.find(kind=ui.upload, marker="samples-file").elements
    await upload.handle_uploads([SmallFileUpload("a.csv", "text/csv", b"words,intent\nhello,thanks\n")])
    await messages.should_see("No column is named “text”: there are “words”, “intent”.")
    content = "claims_paid é\nwho knows".encode("cp1252")
    await upload.handle_uploads([SmallFileUpload("b.csv", "text/csv", content)])
    await messages.should_see("1 message understood, 1 not")
    await messages.should_see("Read as Windows-1252")


async def test_what_was_found_is_exported_and_still_there_after_coming_back(messages: User) -> None:
    messages.find(marker="export-samples").click()
    response = await messages.download.next()
    assert response.text.splitlines()[1] == "yes claims_paid,claims_paid,claims_paid,0.80,,right"
    await messages.open("/flows/payment_collection/try")
    [tabs] = messages.find(ui.tabs).elements
    tabs.value = "samples"
    await messages.should_see("33.3 % right of 3")


async def test_only_the_worst_thousand_are_sent_to_the_browser(page: User, database: Database) -> None:
    [tabs] = page.find(ui.tabs).elements
    tabs.value = "samples"
    page.find("Messages, one a line").type("\n".join(f"message {number}" for number in range(1_200)))
    page.find(marker="understand").click()
    await page.should_see("here are the worst 1,000")
    assert len(rows(page)) == 1_000


async def test_forged_events_do_nothing(messages: User, services: Services) -> None:
    before = (await services.editing.open(PUBLISHER, "payment_collection")).rev
    for forged in (None, "x", -1, 99, [1], ["a", "b"]):
        messages.find(marker="samples").trigger("add", forged)
        messages.find(marker="confusion").trigger("cell", forged)
    await messages.should_see("Choose the intent that they are examples of.")
    assert (await services.editing.open(PUBLISHER, "payment_collection")).rev == before
