"""What the studio serves beside its pages: health, styles, pictures, and flows as files."""

from __future__ import annotations

import re
from importlib.resources import as_file, files

from fastapi import APIRouter, FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import JSONResponse, PlainTextResponse, Response

from flows.ink import Theme
from runtime.users.actor import Actor
from studio.services import Services
from studio.services.flows import TextFile

PICTURE_HEADERS = {
    # Should somebody open a picture as a page of its own, nothing in it may run or load.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
}


def add_styles(app: FastAPI) -> None:
    """Serve `/styles/`: stylesheets and the icon, for everybody."""
    with as_file(files("assets") / "styles") as folder:
        app.mount("/styles", StaticFiles(directory=folder), name="styles")


def file_routes(services: Services) -> APIRouter:
    """`/healthz`, and below `/flows/{process_type}` its pictures and the flow as YAML."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> Response:
        return JSONResponse({"status": "ok"})

    @router.get("/flows/{process_type}/picture.svg")
    async def picture(
        request: Request, process_type: str, theme: Theme = "light", counted: bool = False
    ) -> Response:
        text = await services.flows.picture(_actor(request), process_type, theme, counted=counted)
        return Response(text, media_type="image/svg+xml", headers=PICTURE_HEADERS)

    @router.get("/flows/{process_type}/thumbnail.svg")
    async def thumbnail(request: Request, process_type: str, theme: Theme = "light") -> Response:
        text = await services.flows.thumbnail(_actor(request), process_type, theme)
        return Response(text, media_type="image/svg+xml", headers=PICTURE_HEADERS)

    @router.get("/flows/{process_type}/draft.yaml")
    async def draft(request: Request, process_type: str) -> Response:
        return _download(await services.flows.file(_actor(request), process_type, None))

    @router.get("/flows/{process_type}/versions/{number}.yaml")
    async def version(request: Request, process_type: str, number: int) -> Response:
        return _download(await services.flows.file(_actor(request), process_type, number))

    return router


def _actor(request: Request) -> Actor:
    actor = request.state.actor
    assert isinstance(actor, Actor)
    return actor


def _download(file: TextFile) -> Response:
    # Process types are made of plain letters; should one ever be not, it still ends no header and leads nowhere.
    name = re.sub(r"[^A-Za-z0-9._-]", "_", file.name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(file.text, media_type="application/yaml", headers=headers)
