"""What a flow says and knows is written in a browser, on a blank page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Page

from flows.model import Flow
from tests.journeys import drawing_entries, drawing_plans
from tests.journeys.drawing_editor import Editor
from tests.journeys.drawing_studio import begin, draft, drawing, picture, said, with_map_of

pytestmark = pytest.mark.browser


@pytest.mark.timeout(300)
@pytest.mark.parametrize("plan", drawing_plans.WORDS)
async def test_what_a_flow_knows_hears_and_says_is_written_by_hand(
    browser_page: Page, tmp_path: Path, plan: Callable[[], Flow]
) -> None:
    wanted, editor = plan(), Editor(browser_page)
    async with drawing(editor, tmp_path) as studio:
        await begin(editor, wanted)
        blank = await draft(studio, wanted)
        await write(editor, wanted)
        await editor.reload()
        assert said(await draft(studio, wanted)) == said(with_map_of(blank, wanted))


async def write(editor: Editor, plan: Flow) -> None:
    """What it knows, hears and says: data fields first, since all the others name them.

    The page is loaded again now and then, as days go by: whatever is typed is stored.
    """
    await drawing_entries.fill_in_data(editor, plan)
    await drawing_entries.fill_in_intents(editor, plan)
    await editor.reload()
    await drawing_entries.fill_in_messages(editor, plan)
    await picture(editor, "message")
    await editor.reload()
    await drawing_entries.fill_in_settings(editor, plan)
