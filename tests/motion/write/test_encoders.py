"""What writes clips is there, or is named."""

from __future__ import annotations

import pytest

from visualgen.errors import PartMissing
from visualgen.motion.write import encoders


def test_all_encoders_are_there() -> None:
    assert "libx264" in encoders.encoders()


def test_a_missing_encoder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "NEEDED", ("libx264", "cinepak9"))
    with pytest.raises(PartMissing, match="cinepak9"):
        encoders.encoders()
