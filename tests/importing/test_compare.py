"""How alike two pictures are, and what the pictures in Chromium need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage.metrics import structural_similarity

from visualgen.brand.model import BrandKit
from visualgen.errors import PartMissing
from visualgen.importing.compare import compare_import, similarity


def noisy(seed: int) -> Any:
    return np.random.default_rng(seed).integers(0, 256, (120, 160, 3), dtype=np.uint8)


def test_the_index_is_that_of_the_paper() -> None:
    first, second = noisy(1), noisy(1)
    second[40:70, 60:90] = noisy(2)[40:70, 60:90]
    ours, where = similarity(first, second)
    as_published = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    wanted = structural_similarity(first, second, channel_axis=2, data_range=255, **as_published)
    assert ours == pytest.approx(wanted, abs=0.01)
    assert where is not None
    x0, y0, x1, y1 = where
    assert x0 < 60 < 90 < x1
    assert y0 < 40 < 70 < y1


def test_equal_pictures_differ_nowhere() -> None:
    assert similarity(noisy(3), noisy(3)) == (pytest.approx(1.0), None)


def test_without_chromium_it_is_said(
    import_svg: Callable[..., Any], export_bytes: Callable[[str], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = import_svg(export_bytes("sketch-symbols"))
    with pytest.raises(PartMissing, match="Chromium is not installed"):
        compare_import(done.exports, done.proposal.boards, done.built, None, tmp_path / "compared")


def test_the_chromium_of_this_machine(
    require_part: Callable[[str], Path],
    import_svg: Callable[..., Any],
    export_bytes: Callable[[str], bytes],
    levain: BrandKit,
    tmp_path: Path,
) -> None:
    require_part("chromium")
    done = import_svg(export_bytes("figma-announcement"), levain)
    (found,) = compare_import(done.exports, done.proposal.boards, done.built, levain, tmp_path / "compared")
    assert found.alike
    assert found.before.is_file()
    assert found.to_dict()["where"] is None
