"""The audit trail as a file."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from runtime.users.actor import Actor
from studio.audit_query import read_query
from studio.services.audit_trail import AuditTrail

HEADERS = {"Content-Disposition": 'attachment; filename="audit.csv"'}


def audit_routes(trail: AuditTrail) -> APIRouter:
    """`GET /audit.csv`, which takes what `/audit` takes. It is sent as it is read: a trail may be long."""
    router = APIRouter(include_in_schema=False)

    @router.get("/audit.csv")
    async def csv(request: Request) -> Response:
        actor = request.state.actor
        assert isinstance(actor, Actor)
        parts = await trail.export(actor, read_query(request.query_params).search())
        return StreamingResponse(parts, media_type="text/csv; charset=utf-8", headers=HEADERS)

    return router
