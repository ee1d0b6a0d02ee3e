"""The chat page that customers open, and its files."""

from __future__ import annotations

from importlib.resources import as_file, files

from fastapi import FastAPI
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {ancestors}"
)


def add_chat_page(app: FastAPI, origins: tuple[str, ...]) -> None:
    """Serve `/chat`, for people and for frames of the allowed origins."""
    with as_file(files("assets") / "widget") as folder:
        page = folder / "index.html"
        app.mount("/chat/static", StaticFiles(directory=folder), name="chat")
    policy = POLICY.format(ancestors=" ".join(("'self'", *origins)))

    @app.get("/chat", include_in_schema=False)
    async def chat() -> FileResponse:
        return FileResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "no-cache"})

    @app.get("/", include_in_schema=False)
    async def front() -> RedirectResponse:
        return RedirectResponse("/chat")
