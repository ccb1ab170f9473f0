"""What is told about jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.ids import EXAMPLE_ID

KEY = "5f0c1d9a7be34c8f9d2e6a1b0c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f"
JOB: dict[str, JsonValue] = {
    "id": EXAMPLE_ID,
    "brand": "levain",
    "kind": "render",
    "state": "done",
    "done": 1,
    "total": 1,
    "attempts": 1,
    "created_at": "2026-03-01T09:00:00Z",
    "started_at": "2026-03-01T09:00:00Z",
    "ended_at": "2026-03-01T09:00:01Z",
    "result": {
        "renders": [
            {
                "key": KEY,
                "ratio": "4x5",
                "page": 1,
                "pages": 1,
                "width": 1080,
                "height": 1350,
                "media_type": "image/jpeg",
                "bytes": 148_211,
                "url": f"http://127.0.0.1:8000/v1/renders/{KEY}",
            }
        ]
    },
    "error": None,
    "url": f"http://127.0.0.1:8000/v1/jobs/{EXAMPLE_ID}",
}

JobState = Literal["queued", "running", "done", "failed", "dead", "cancelled"]


class JobError(BaseModel):
    """What went wrong, as in a problem."""

    code: str
    message: str
    mend: str
    place: dict[str, Any]


class Job(BaseModel):
    """A job."""

    model_config = ConfigDict(json_schema_extra={"examples": [JOB]})

    id: str
    brand: str
    kind: str = Field(examples=["render"])
    state: JobState = Field(description="`failed`: what was asked for cannot be done; `dead`: it was tried as often as allowed, in vain.")
    done: int = Field(description="How much of `total` is done.")
    total: int = Field(description="0 where it is not known.")
    attempts: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    result: dict[str, Any] | None = Field(description="What it made, by kind.")
    error: JobError | None
    url: str


class JobList(BaseModel):
    """Jobs, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"jobs": [JOB], "next": None}]})

    jobs: list[Job]
    next: str | None = Field(description="The cursor of the next page.")
