"""What applying a calendar changes, as JSON."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class FieldChangeOut(BaseModel):
    """One field."""

    field: str
    before: JsonValue
    after: JsonValue


class ChangeOut(BaseModel):
    """What happens to one post; a conflict is left as it is and says why."""

    kind: Literal["added", "moved", "changed", "removed", "conflict"]
    id: str
    reason: str
    fields: list[FieldChangeOut]


_DIFF: dict[str, Any] = {
    "changes": [{"kind": "moved", "id": "noel", "reason": "", "fields": [{"field": "time", "before": "09:30", "after": "11:00"}]}],
    "problems": [],
}


class DiffOut(BaseModel):
    """Everything a file would change; with `problems`, nothing is applied."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DIFF]})

    changes: list[ChangeOut]
    problems: list[JsonValue] = Field(description="Rows to mend: line, column, message, mend.")


class AppliedOut(DiffOut):
    """What was done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_DIFF, "approved": ["noel"], "scheduled": ["noel"], "refused": {}}]})

    approved: list[str]
    scheduled: list[str]
    refused: dict[str, str] = Field(description="Posts that could not be approved or scheduled, with why.")
