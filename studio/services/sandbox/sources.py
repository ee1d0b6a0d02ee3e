"""The flows that a run plays, as they are stored now."""

from __future__ import annotations

from sqlmodel import Session

from flows.model import Flow
from runtime.errors import NotFound, NotPublished
from runtime.store import drafts
from runtime.store import flows as store
from runtime.users.actor import Actor
from studio.services.sandbox.model import Setup, Source
from studio.services.sandbox.run import Tree
from studio.services.sandbox.setups import started_elsewhere


def flow_of(session: Session, source: Source) -> Flow:
    """The draft as somebody sees it now, or a version."""
    if source.version is None:
        return drafts.open_draft(session, source.process_type).flow
    return store.version(session, source.process_type, source.version)


def revisions_of(session: Session, setup: Setup) -> tuple[int, ...]:
    """The revisions of the drafts among a set-up's flows. Raises UnknownProcess."""
    return tuple(drafts.revision(session, one.process_type) for one in setup.sources if one.version is None)


def is_stale(session: Session, tree: Tree) -> bool:
    """Whether a draft isn't what the run plays. A scenario that was recorded meanwhile makes no difference."""
    pairs = zip(tree.setup.sources, tree.flows, strict=True)
    return any(_played(flow_of(session, one)) != _played(flow) for one, flow in pairs if one.version is None)


def _played(flow: Flow) -> Flow:
    return flow.model_copy(update={"scenarios": ()})


def startable(session: Session, flow: Flow, actor: Actor) -> list[str]:
    """The processes that a flow starts, and that these start, where there are such that the actor may know of."""
    found: dict[str, None] = {}
    wanted = started_elsewhere(flow)
    while wanted:
        name = wanted.pop(0)
        if name == flow.process_type or name in found or not actor.sees(name):
            continue
        try:
            wanted += started_elsewhere(flow_of(session, Source(name)))
        except (NotFound, NotPublished):
            continue
        found[name] = None
    return list(found)
