"""A new installation that somebody draws on, and what is stored of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlmodel import Session

from flows import codec
from flows.model import Flow, Layout, State
from runtime.store import drafts
from tests.conftest import RESULTS
from tests.journeys.drawing_editor import Editor
from tests.journeys.studio_process import StudioProcess, running


@asynccontextmanager
async def drawing(editor: Editor, folder: Path) -> AsyncIterator[StudioProcess]:
    """Somebody sits before a new installation."""
    await editor.page.set_viewport_size({"width": 1440, "height": 900})
    await editor.page.emulate_media(reduced_motion="reduce")
    async with running(folder, _nothing) as studio:
        await studio.sign_in(editor.page)
        yield studio


async def draft(studio: StudioProcess, plan: Flow) -> Flow:
    """What is stored by now."""
    return (await studio.database.read(partial(drafts.open_draft, process_type=plan.process_type))).flow


def with_map_of(drawn: Flow, plan: Flow) -> Flow:
    """The plan, with the states and transitions of another flow."""
    keys = ("states", "initial_state", "terminal_states", "transitions", "layout")
    return plan.model_copy(update={key: getattr(drawn, key) for key in keys})


def _nothing(_session: Session) -> None:
    """A new installation."""


async def begin(editor: Editor, plan: Flow) -> None:
    page = editor.page
    await page.get_by_role("button", name="New flow").first.click()
    await page.get_by_role("textbox", name="Name").fill(plan.title)
    await page.get_by_role("button", name="Create").click()
    await page.wait_for_url(f"**/flows/{plan.process_type}/edit")
    await editor.ready()


async def picture(editor: Editor, name: str) -> None:
    await editor.page.screenshot(path=RESULTS / f"drawing-{name}.png")


def said(flow: Flow) -> str:
    """Its file, without tests, reviews, the map's looks and names that only repeat an id."""
    bare = {
        "states": tuple(map(_named_if_needed, flow.states)),
        "accept": (),
        "scenarios": (),
        "layout": Layout(),
    }
    return codec.dump(codec.draft(flow.model_copy(update=bare)))


def _named_if_needed(state: State) -> State:
    untitled = state.model_copy(update={"title": ""})
    return untitled if untitled.name == state.name else state
