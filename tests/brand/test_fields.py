from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visualgen.brand import charter, strategy
from visualgen.brand.fields import Fields, read_toml
from visualgen.errors import KitError

NAMES = st.sampled_from(
    [
        "voice",
        "words",
        "replace",
        "hashtags",
        "pillars",
        "emoji",
        "limit",
        "always",
        "tone",
        "address",
        "periods",
        "from",
        "to",
        "id",
        "title",
        "share",
        "rhythm",
    ]
)
LEAVES = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(["vous", "#Tag", "instagram"])
)


def fields(**values: Any) -> Fields:
    return Fields(values, file="charter.toml", trail="voice.")


def refused(call: Callable[[], object]) -> KitError:
    with pytest.raises(KitError) as caught:
        call()
    assert caught.value.place["file"]
    assert caught.value.mend
    return caught.value


def test_values_by_type() -> None:
    table = fields(a="x", b=1, c=True, d=["p", "q"], e={"k": "v"}, f=[{"k": 1}, {"k": 2}])
    assert (table.text("a"), table.number("b"), table.flag("c"), table.texts("d")) == ("x", 1, True, ("p", "q"))
    assert table.words("e") == {"k": "v"}
    assert [item.number("k") for item in table.tables("f")] == [1, 2]
    assert (table.text("none", "-"), table.tables("nothing"), table.words("nor")) == ("-", (), {})
    table.done()


@pytest.mark.parametrize(
    ("call", "key"),
    [
        (lambda: fields(a=1).text("a"), "voice.a"),
        (lambda: fields(a=" ").text("a"), "voice.a"),
        (lambda: fields(a="bell\a").text("a"), "voice.a"),
        (lambda: fields(a=["\x00"]).texts("a"), "voice.a"),
        (lambda: fields(a=float("nan")).number("a"), "voice.a"),
        (lambda: fields(a=float("inf")).number("a"), "voice.a"),
        (lambda: fields().text("a"), "voice.a"),
        (lambda: fields(a="1").number("a"), "voice.a"),
        (lambda: fields(a=True).number("a"), "voice.a"),
        (lambda: fields(a=9).number("a", low=0, high=1), "voice.a"),
        (lambda: fields(a="yes").flag("a"), "voice.a"),
        (lambda: fields(a="x").texts("a"), "voice.a"),
        (lambda: fields(a=["x", 1]).texts("a"), "voice.a"),
        (lambda: fields(a=[""]).texts("a"), "voice.a"),
        (lambda: fields(a="2026-09-01").day("a"), "voice.a"),
        (lambda: fields(a=[]).table("a"), "voice.a"),
        (lambda: fields(a={}).tables("a"), "voice.a"),
        (lambda: fields(a=[1]).tables("a"), "voice.a"),
        (lambda: fields(a={"b": 1}).words("a"), "voice.a.b"),
        (lambda: fields(a=[{"b": 1}]).tables("a")[0].text("b"), "voice.a[1].b"),
    ],
)
def test_faults_name_the_key(call: Callable[[], object], key: str) -> None:
    assert refused(call).place["key"] == key


def test_near_words_are_offered() -> None:
    assert refused(lambda: fields(a="vou").choice("a", ("tu", "vous"))).mend == "did you mean 'vous'?"

    def unknown() -> None:
        table = fields(adress="tu")
        table.text("address", "")
        table.done()

    error = refused(unknown)
    assert (error.place["key"], error.mend) == ("voice.adress", "did you mean 'address'?")


@pytest.mark.parametrize("data", [b"a = ", b"\xff\xfe", b"a = 1\na = 2", b"a = " + b"[" * 50_000, b"a = " + b"9" * 5_000, b" " * 2_000_001])
def test_files_that_are_not_toml(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "charter.toml"
    path.write_bytes(data)
    assert refused(lambda: read_toml(path)).place["file"] == str(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused(lambda: read_toml(tmp_path / "none.toml"))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    tables=st.dictionaries(
        NAMES, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=20)
    )
)
def test_any_table_is_read_or_refused(tables: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, read in ((charter, charter.read_charter), (strategy, strategy.read_strategy)):
        monkeypatch.setattr(module, "read_toml", lambda path: tables)
        (tmp_path / "any.toml").touch()
        try:
            read(tmp_path / "any.toml")
        except KitError:
            continue


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.binary(max_size=40) | st.text(alphabet="a=[]{}\"'.,#\n 0123456789-:TZ", max_size=60).map(str.encode))
def test_any_file_is_read_or_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(data)
    try:
        assert isinstance(read_toml(path), dict)
    except KitError:
        return
