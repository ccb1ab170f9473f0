"""A ZIP becomes a new version of a kit or template: checked in a render process, then kept; the same for both."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel, ConfigDict, Field

from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.library import service
from visualgen.library.checking import check_folder
from visualgen.library.model import Kind
from visualgen.settings import Settings

CHECK_SECONDS = 30.0


class Notice(BaseModel):
    """Something a person should know about what they uploaded."""

    code: str
    severity: str
    message: str
    mend: str


class UploadedEdition(BaseModel):
    """A new version of a kit or template."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "promo-noel",
                    "brand": "levain",
                    "title": "Promo de Noël",
                    "version": 3,
                    "notices": [{"code": "frame", "severity": "note", "message": "…", "mend": "…"}],
                }
            ]
        }
    )

    name: str
    brand: str
    title: str
    version: int = Field(description="Counted from 1; a number never means two things.")
    notices: list[Notice]


def keep_edition(here: Service, caller: Caller, kind: Kind, name: str, brand: str | None, archive: BinaryIO) -> UploadedEdition:
    """Check and keep a ZIP. Blocks; raises as `visualgen.library.service.add` does."""

    def check(kind: Kind, folder: Path, settings: Settings) -> tuple[str, list[dict[str, Any]]]:
        return here.desk.pool.submit(check_folder, kind, folder, settings, timeout_s=CHECK_SECONDS).result()

    brand_id = caller.brand_id(brand)
    edition, told = service.add(
        here.database,
        here.blobs,
        here.settings,
        check,
        brand_id=brand_id,
        kind=kind,
        name=name,
        archive=archive,
        made_by=caller.id,
        now=here.clock(),
    )
    notices = [Notice.model_validate(each) for each in told]
    return UploadedEdition(name=name, brand=caller.brand_name(brand_id), title=edition.title, version=edition.version, notices=notices)
