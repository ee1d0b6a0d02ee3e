"""`/healthz`: whether this installation does its work. No key: it says nothing of anybody."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlmodel import Session

from flows.library import shipped
from runtime.app import App
from runtime.ingress.access import app_of
from runtime.ingress.shapes import Health
from runtime.queue.wake import canary_lives
from runtime.store.migrate import is_migrated
from runtime.store.tables import FlowRow

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=Health, responses={503: {"model": Health}})
async def healthz(request: Request) -> JSONResponse:
    """200 once migrated, with the shipped flows published and a worker that ran a job within seconds; else 503."""
    health = await _health(app_of(request))
    return JSONResponse(health.model_dump(), 200 if health.status == "ok" else 503)


async def _health(app: App) -> Health:
    migrated = await app.read(lambda session: is_migrated(session.connection()))
    library = migrated and await app.read(_library_published)
    worker = await canary_lives(app.queue)
    well = migrated and library and worker
    return Health(status="ok" if well else "starting", migrated=migrated, library=library, worker=worker)


def _library_published(session: Session) -> bool:
    rows = [session.get(FlowRow, process_type) for process_type in shipped()]
    return all(row is not None and row.current is not None for row in rows)
