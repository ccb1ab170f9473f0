"""The table of paired brackets against Unicode's."""

from collections.abc import Callable
from pathlib import Path

from visualgen.text.brackets import BRACKETS, CLOSING


def test_brackets_are_unicode_s(require_part: Callable[[str], Path]) -> None:
    wanted = {}
    for line in (require_part("unicode-data") / "BidiBrackets.txt").read_text("utf-8").splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) == 3 and fields[2] == "o":
            wanted[chr(int(fields[0], 16))] = chr(int(fields[1], 16))
    assert wanted == BRACKETS
    assert frozenset(wanted.values()) == CLOSING
