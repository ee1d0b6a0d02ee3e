"""The ingress server: one FastAPI app over an opened `App`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Security
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from runtime.app import App
from runtime.feed import Feed
from runtime.ingress import chat_socket, health
from runtime.ingress.access import KeyFirst, KnownHost
from runtime.ingress.api import (
    chat,
    context_changes,
    conversations,
    events,
    messages,
    state_bindings,
    state_maps,
)
from runtime.ingress.chat_page import add_chat_page
from runtime.ingress.headers import SafeHeaders
from runtime.ingress.limits import BodyLimit, Rate
from runtime.ingress.problems import Problem, add_problems
from runtime.ingress.shapes import ProblemAnswer

DESCRIPTION = """Start processes, tell them what happened, and see where they stand.

Send the installation's key as `Authorization: Bearer …`. Errors are problem+json; lists are `{items, next}`."""

KEYED = (state_maps, state_bindings, conversations, messages, events, context_changes)
KEY = HTTPBearer(auto_error=False, scheme_name="key", description="The installation's key.")
"""Tells readers of the description; `KeyFirst` checks."""
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "A problem, told in words.",
        "content": {Problem.media_type: {"schema": ProblemAnswer.model_json_schema()}},
    }
}


def build(app: App, feed: Feed) -> FastAPI:
    """The server's routes. `/healthz`, the chat page and its visitors need no key; all else does."""
    server = FastAPIOffline(
        title="ConverseAgent Studio", version="1", description=DESCRIPTION, docs_url="/docs", redoc_url=None,
        static_url="/docs/static",
    )  # fmt: skip
    server.state.converse, server.state.feed = app, feed
    server.state.visitor_rate = Rate(chat.VISITORS_A_MINUTE)
    add_problems(server)
    api = APIRouter(prefix="/api/v1")
    for module in KEYED:
        api.include_router(module.router, dependencies=[Security(KEY)], responses=PROBLEMS)
    api.include_router(chat.router, responses=PROBLEMS)
    server.include_router(api)
    server.include_router(health.router)
    server.include_router(chat_socket.router)
    settings = app.installation.settings.server
    add_chat_page(server, settings.origins)
    server.add_middleware(CORSMiddleware, allow_origins=settings.origins, allow_methods=["POST"])
    server.add_middleware(BodyLimit)
    server.add_middleware(KeyFirst)
    server.add_middleware(KnownHost, server=settings)
    server.add_middleware(SafeHeaders)
    return server
