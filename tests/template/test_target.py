"""Sizes and drawings from a ratio, a size in px or a placement."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.errors import InputError, LimitExceeded, UnknownName
from visualgen.template.model import OWN_RATIO, Drawing, Template
from visualgen.template.target import is_same_aspect, resolve_target


def template(**sizes: tuple[float, float] | None) -> Template:
    drawings = {(name, 1): Drawing(name, 1, Path(f"{name}.svg"), b"", False, size) for name, size in sizes.items()}
    return Template("t", "T", "", Path(), drawings, {}, {}, {}, {}, {}, (), "")


FOLDER = template(**{"1x1": (1080.0, 1080.0), "4x5": (1080.0, 1350.0), "9x16": (360.0, 640.0), "300x250": (300.0, 250.0)})
SINGLE = template(**{OWN_RATIO: (800.0, 600.0)})


@pytest.mark.parametrize(
    ("spec", "size", "ratio", "placement"),
    [
        (None, (1080, 1350), "4x5", None),
        ("", (1080, 1350), "4x5", None),
        ("4x5", (1080, 1350), "4x5", None),
        ("9x16", (1080, 1920), "9x16", None),
        ("9:16", (1080, 1920), "9x16", None),
        ("300x250", (300, 250), "300x250", None),
        ("16x9", (1920, 1080), "300x250", None),
        ("191x100", (1200, 628), "300x250", None),
        ("3x2", (1620, 1080), "300x250", None),
        ("1080 × 1350", (1080, 1350), "4x5", None),
        ("540x675", (540, 675), "4x5", None),
        ("instagram.story", (1080, 1920), "9x16", "instagram.story"),
        ("instagram", (1080, 1350), "4x5", "instagram.feed"),
        ("google.728x90", (728, 90), "300x250", "google.728x90"),
    ],
)
def test_folder(spec: str | None, size: tuple[int, int], ratio: str, placement: str | None) -> None:
    found = resolve_target(spec, FOLDER)
    assert (found.size_px, found.ratio, found.placement) == (size, ratio, placement)


def test_a_single_file_has_its_own_size() -> None:
    assert resolve_target(None, SINGLE).size_px == (800, 600)
    assert resolve_target("1x1", SINGLE).size_px == (1080, 1080)
    assert resolve_target("1x1", SINGLE).ratio == OWN_RATIO


def test_a_folder_without_4x5_takes_its_first_ratio() -> None:
    assert resolve_target(None, template(**{"1x1": (500.0, 500.0)})).size_px == (1080, 1080)


def test_a_drawing_that_is_not_its_ratio_keeps_its_own_size() -> None:
    assert resolve_target("4x5", template(**{"4x5": (1000.0, 1000.0)})).size_px == (1000, 1000)
    assert resolve_target("4x5", template(**{"4x5": None})).size_px == (1080, 1350)


def test_what_there_is_is_said() -> None:
    with pytest.raises(UnknownName) as caught:
        resolve_target("portrait", FOLDER)
    assert all(word in caught.value.mend for word in ("4x5", "191x100", "1200x628", "instagram.story"))


@pytest.mark.parametrize("spec", ["9000x10", "8000x8000", "99999x99999"])
def test_a_canvas_has_limits(spec: str) -> None:
    with pytest.raises(LimitExceeded):
        resolve_target(spec, FOLDER)


def test_same_aspect() -> None:
    assert is_same_aspect((1200, 628), (1200, 630))
    assert not is_same_aspect((1080, 1350), (1080, 1440))


@given(st.text(max_size=20))
def test_any_text_is_a_target_or_refused(spec: str) -> None:
    with contextlib.suppress(InputError):
        assert resolve_target(spec, FOLDER).ratio in FOLDER.ratios
