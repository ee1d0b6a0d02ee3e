"""The ingress server: one FastAPI app over an opened `App`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline

from runtime.app import App
from runtime.feed import Feed
from runtime.ingress import chat_socket, health
from runtime.ingress.access import KnownHost
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
from runtime.ingress.keys import PREFIX, KeyFirst, judged
from runtime.ingress.limits import BodyLimit, Rate
from runtime.ingress.problems import Problem, add_problems
from runtime.ingress.shapes import ProblemAnswer

DESCRIPTION = """Start processes, tell them what happened, and see where they stand.

Send a key as `Authorization: Bearer …`: the installation's own, which may do everything, or one made in the studio
or by `converse keys make`. Each route says which scope a key needs:

| scope | what a key may do with it |
| --- | --- |
| `messages` | hand in what customers wrote |
| `events` | tell what happened in the company's systems |
| `flows:read` | read published flows |
| `flows:write` | change flows (no route does yet) |
| `operate` | read conversations, start processes, move them by hand |
| `admin` | everything |

A key that asks more often than it may gets 429 with `Retry-After`.

Errors are problem+json; lists are `{items, next}`."""

NOUNS = (state_maps, state_bindings, conversations, messages, events, context_changes, chat)
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
        static_url="/docs/static", dependencies=[Depends(judged)],
    )  # fmt: skip
    server.state.converse, server.state.feed = app, feed
    server.state.visitor_rate = Rate()
    add_problems(server)
    api = APIRouter(prefix=PREFIX)
    for module in NOUNS:
        api.include_router(module.router, responses=PROBLEMS)
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
