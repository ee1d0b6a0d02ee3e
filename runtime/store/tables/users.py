"""Who may sign in, what they may do, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from runtime.ids import new_id
from runtime.store.tables.columns import id_column, order_column, time_column


class UserRow(SQLModel, table=True):
    """Somebody who may sign in. Never deleted, so that what they did keeps its name."""

    __tablename__: ClassVar[str] = "user"
    id: str = id_column()
    name: str = Field(unique=True)
    folded: str = Field(unique=True)
    """The name as it is compared: no two differ by their case alone."""
    email: str | None = None
    """As an admin or the identity provider gave it, never the user; no two have one."""
    email_folded: str | None = Field(default=None, unique=True)
    role: str
    """For every process, see `Actor.role`; empty: by grants alone."""
    password_hash: str | None = None
    """argon2id, in its own notation with its parameters."""
    oidc_subject: str | None = Field(default=None, unique=True)
    """The identity provider's issuer and subject, with a space between."""
    joined_at: datetime | None = time_column(default=None)
    """When they came in first; until then they are invited, no more."""
    disabled_at: datetime | None = time_column(default=None)
    created_at: datetime = time_column()


class GrantRow(SQLModel, table=True):
    """What a user may do with one process beyond their role."""

    __tablename__: ClassVar[str] = "grant"
    user_id: str = Field(primary_key=True, foreign_key="user.id")
    process_type: str = Field(primary_key=True, max_length=63)
    role: str


class OneTimeLinkRow(SQLModel, table=True):
    """A way in that works once. Only the hash of its token is kept."""

    __tablename__: ClassVar[str] = "one_time_link"
    token_hash: str = Field(primary_key=True, max_length=64)
    kind: str
    """signin, invite, reset."""
    user_id: str = Field(foreign_key="user.id", index=True)
    until: datetime = time_column()
    used_at: datetime | None = time_column(default=None)
    """When it was used, or replaced by a newer one."""


class SessionRow(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__: ClassVar[str] = "session"
    token_hash: str = Field(primary_key=True, max_length=64)
    id: str = Field(default_factory=new_id, unique=True, max_length=64)
    """By which it is listed and revoked: no secret."""
    user_id: str = Field(foreign_key="user.id", index=True)
    address: str = ""
    agent: str = ""
    """What the browser says of itself."""
    created_at: datetime = time_column()
    seen_at: datetime = time_column()
    """To the minute."""
    until: datetime = time_column()
    ended_at: datetime | None = time_column(default=None)


class SignInAttemptRow(SQLModel, table=True):
    """A sign-in with a password that was wrong, or is still looked at: what throttling counts. Kept for a day."""

    __tablename__: ClassVar[str] = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_name", "folded", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )
    order: int | None = order_column()
    folded: str
    """The user's name, as names are compared; of a name that nobody has, its SHA-256 hash."""
    address: str
    """The network address, as addresses are counted; empty when it isn't known."""
    at: datetime = time_column(index=True)


class ProviderReturnRow(SQLModel, table=True):
    """A sign-in that came back from the identity provider: none comes back twice, whichever process it comes to."""

    __tablename__: ClassVar[str] = "provider_return"
    state_hash: str = Field(primary_key=True, max_length=64)
    """SHA-256 of its state."""
    until: datetime = time_column(index=True)
    """When it would be too old anyway."""
