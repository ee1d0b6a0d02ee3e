"""`/api/v1/state-maps`: what can be run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session

from flows import codec
from runtime.ingress.access import app_of
from runtime.ingress.keys import needs
from runtime.ingress.shapes import FlowDetail, FlowLine, FlowList, VersionLine
from runtime.store import flows, standings

router = APIRouter(prefix="/state-maps", tags=["state maps"])


@router.get("", dependencies=[needs("flows:read")])
async def list_state_maps(request: Request) -> FlowList:
    """Every process type with its current version and how many bindings are in each state.

    Needs the scope `flows:read`.
    """
    entries = await app_of(request).read(standings.entries)
    items = [
        FlowLine(
            process_type=entry.process_type, title=entry.title, version=entry.current, draft=entry.draft_differs,
            archived=entry.archived, running=entry.running,
        )
        for entry in entries
    ]  # fmt: skip
    return FlowList(items=items)


@router.get("/{process_type}", dependencies=[needs("flows:read")])
async def get_state_map(
    request: Request, process_type: str, version: Annotated[int | None, Query(ge=1, lt=2**31)] = None
) -> FlowDetail:
    """A published version, the current one by default. Needs the scope `flows:read`."""

    def read(session: Session) -> FlowDetail:
        flow = flows.version(session, process_type, version)
        lines = [VersionLine(**entry._asdict()) for entry in flows.versions(session, process_type)]
        return FlowDetail(
            process_type=process_type, title=flow.name, version=flow.version or 0,
            archived=flows.is_archived(session, process_type), digest=flow.digest or "",
            document=codec.as_json(flow), yaml=codec.dump(flow), versions=lines,
        )  # fmt: skip

    return await app_of(request).read(read)
