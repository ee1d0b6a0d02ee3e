"""What the settings of the next start are compared with."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Field, SQLModel


class SettingRow(SQLModel, table=True):
    """A setting as of the last start: not its value, only what shows whether it is another one now."""

    __tablename__: ClassVar[str] = "setting"
    name: str = Field(primary_key=True)
    mark: str
