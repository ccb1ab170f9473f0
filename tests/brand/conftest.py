from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visualgen.settings import Settings

TOKENS: dict[str, Any] = {
    "color": {
        "$type": "color",
        "paper": {"$value": "#ffffff"},
        "ink": {"$value": "#111111"},
        "primary": {"$value": "#0a5a3c"},
        "on-primary": {"$value": "#ffffff"},
    },
}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20H0z" fill="#111111"/></svg>'

MakeKit = Callable[..., Path]


@pytest.fixture
def make_kit(tmp_path: Path) -> MakeKit:
    """Write a small kit to `tmp_path/kits/NAME`; files by path replace or add, None removes."""

    def make(
        name: str = "acme", *, brand: str = 'title = "Acme"\n', tokens: Any = None, files: dict[str, str | bytes | None] | None = None
    ) -> Path:
        folder = tmp_path / "kits" / name
        contents: dict[str, str | bytes | None] = {
            "brand.toml": brand,
            "brand.tokens.json": json.dumps(TOKENS if tokens is None else tokens),
            "logos/primary.svg": LOGO,
            **(files or {}),
        }
        for path, content in contents.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                place.write_bytes(content)
            elif content is not None:
                place.write_text(content, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that look kits up in `tmp_path/kits` first."""
    return Settings.from_environment({}, kits=tmp_path / "kits")
