from __future__ import annotations

import functools
import importlib.util
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.charter import read_charter
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.charter import check
from visualgen.findings import Finding
from visualgen.settings import Settings

MakeKit = Callable[..., BrandKit]
Codes = Callable[..., list[str]]


@functools.cache
def sample(name: str) -> BrandKit:
    """Return a kit that comes with visualgen, loaded once."""
    return load_kit(name, Settings.from_environment({}))


@pytest.fixture
def make_kit(tmp_path: Path) -> MakeKit:
    """Return a function: the text of a charter.toml becomes a kit named Acme with that charter."""

    def make(charter: str = "", *, title: str = "Acme", locale: str = "fr-FR") -> BrandKit:
        path = tmp_path / "charter.toml"
        path.write_text(textwrap.dedent(charter), encoding="utf-8")
        return replace(sample("levain"), title=title, locale=locale, tagline="", contact={}, accounts={}, charter=read_charter(path))

    return make


@pytest.fixture
def found(make_kit: MakeKit) -> Callable[..., tuple[Finding, ...]]:
    """Return a function: the findings of a text under a charter, spelling left out unless asked."""

    def find(text: str, charter: str = "", *, spelling: bool = False, title: str = "Acme", **facts: Any) -> tuple[Finding, ...]:
        return check(text, make_kit(charter, title=title), skip=() if spelling else ("spelling",), **facts)

    return find


@pytest.fixture(scope="session")
def rates() -> Any:
    """Return the module tools/charter_rates.py: the corpus, the planted faults and how they are measured."""
    path = Path(__file__).resolve().parents[2] / "tools" / "charter_rates.py"
    spec = importlib.util.spec_from_file_location("charter_rates", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["charter_rates"] = module
    spec.loader.exec_module(module)
    return module
