"""The leading that scripts need."""

from __future__ import annotations

import pytest

from visualgen.text.leading import least_leading


@pytest.mark.parametrize(
    ("text", "leading"), [("Été 2026 !", 0.0), ("مرحبا", 1.35), ("Bonjour مرحبا", 1.35), ("สวัสดี", 1.35), ("שלום", 1.15), ("パン屋", 1.15)]
)
def test_tall_scripts_open_the_lines(text: str, leading: float) -> None:
    assert least_leading(text) == leading
