"""Every page of the studio: a file per route, registered in `PAGES`."""

from __future__ import annotations

from studio.pages.account import PAGE as ACCOUNT
from studio.pages.audit import PAGE as AUDIT
from studio.pages.conversation import PAGE as CONVERSATION
from studio.pages.editor import PAGE as EDITOR
from studio.pages.flow import PAGE as FLOW
from studio.pages.flows import PAGE as FLOWS
from studio.pages.help import CONTENTS as HELP_CONTENTS
from studio.pages.help import FINDING, FINDINGS
from studio.pages.help import PAGE as HELP
from studio.pages.keys import PAGE as KEYS
from studio.pages.sandbox import PAGE as SANDBOX
from studio.pages.users import PAGE as USERS
from studio.visit import StudioPage

PAGES: tuple[StudioPage, ...] = (
    FLOWS, FLOW, EDITOR, SANDBOX, CONVERSATION, ACCOUNT, USERS, KEYS, AUDIT, HELP_CONTENTS, FINDINGS, FINDING, HELP,
)  # fmt: skip
