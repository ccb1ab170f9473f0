"""Ids in addresses: what has not their form is not there."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from visualgen.store.ids import LENGTH

EXAMPLE_ID = "01m8g7w0c1t5v2d3k9x6z4b8ya"
IdPath = Annotated[str, Path(min_length=LENGTH, max_length=LENGTH, pattern="^[0-7][0-9a-hjkmnp-tv-z]{25}$", examples=[EXAMPLE_ID])]
