"""What is told about this process."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """This process answers."""

    status: Literal["ok"]
    version: str = Field(examples=["0.1.0"])
    workers: int = Field(description="How many processes render.")
    waiting: int = Field(description="How many pictures are under way or waiting.")


class Readiness(BaseModel):
    """Whether this process can do its work; what cannot is `false`."""

    ready: bool
    database: bool = Field(description="The database answers.")
    blobs: bool = Field(description="The blob store answers.")
