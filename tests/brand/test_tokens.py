from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualgen.brand.css import custom_properties
from visualgen.brand.tokens import DEPTH, Token, read_tokens
from visualgen.errors import TokenError

BLACK = {"colorSpace": "srgb", "components": [0, 0, 0]}
RED = {"colorSpace": "srgb", "components": [1, 0, 0]}
PX = {"value": 4, "unit": "px"}
SHADOW = {"color": RED, "offsetX": PX, "offsetY": PX, "blur": PX, "spread": PX}


def read(document: Any) -> dict[str, Any]:
    return {path: token.value for path, token in tokens(document).items()}


def tokens(document: Any) -> dict[str, Token]:
    return read_tokens(json.dumps(document), file="brand.tokens.json")


def refused(document: Any) -> TokenError:
    with pytest.raises(TokenError) as caught:
        read_tokens(document if isinstance(document, (str, bytes)) else json.dumps(document), file="brand.tokens.json")
    assert caught.value.place["file"] == "brand.tokens.json"
    assert caught.value.mend
    return caught.value


def test_groups_give_their_type_and_paths() -> None:
    found = tokens(
        {"a": {"$type": "color", "$description": "x", "b": {"c": {"$value": RED}}, "d": {"$type": "dimension", "$value": "3px"}}}
    )
    assert {path: (token.type, token.value) for path, token in found.items()} == {"a.b.c": ("color", "#ff0000"), "a.d": ("dimension", 3)}


def test_the_older_keys_without_dollar() -> None:
    found = read({"color": {"red": {"value": "#f00", "type": "color"}}, "space": {"value": {"value": 2, "unit": "px"}, "type": "spacing"}})
    assert found == {"color.red": "#ff0000", "space": 2}


def test_a_group_may_be_called_value_or_type() -> None:
    assert read({"a": {"type": {"$type": "number", "$value": 1}, "value": {"x": {"$type": "number", "$value": 2}}}}) == {
        "a.type": 1,
        "a.value.x": 2,
    }


def test_types_are_seen_where_none_is_written() -> None:
    assert read({"red": {"$value": "#f00"}, "gap": {"$value": "3px"}}) == {"red": "#ff0000", "gap": 3}
    assert "has no $type" in refused({"a": {"$value": "Inter"}}).message


def test_aliases_in_chains_keep_type_and_words() -> None:
    found = tokens(
        {
            "a": {"$type": "color", "$value": RED, "$description": "the fire"},
            "b": {"$value": "{a}"},
            "c": {"$ref": "#/b"},
            "d": {"$value": {"$ref": "#/c/$value"}},
        }
    )
    assert {token.value for token in found.values()} == {"#ff0000"}
    assert {token.description for token in found.values()} == {"the fire"}
    assert found["d"].type == "color"


def test_aliases_inside_values() -> None:
    found = read(
        {
            "red": {"$type": "color", "$value": RED},
            "gap": {"$type": "dimension", "$value": PX},
            "soft": {"$type": "shadow", "$value": {**SHADOW, "color": "{red}", "blur": "{gap}"}},
            "both": {"$type": "shadow", "$value": ["{soft}", SHADOW]},
            "fade": {"$type": "gradient", "$value": [{"color": "{red}", "position": 0}, {"color": BLACK, "position": 1}]},
        }
    )
    assert len(found["both"]) == 2
    assert found["both"][0] == found["soft"][0]
    assert found["fade"] == (("#ff0000", 0.0), ("#000000", 1.0))


def test_pointers_into_values() -> None:
    found = read(
        {
            "fade": {"$type": "gradient", "$value": [{"color": RED, "position": 0}, {"color": BLACK, "position": 1}]},
            "also": {"$value": "{fade}"},
            "start": {"$type": "color", "$ref": "#/fade/$value/0/color"},
            "end": {"$type": "number", "$ref": "#/also/$value/1/position"},
            "shade": {"$type": "color", "$value": {"colorSpace": "srgb", "components": {"$ref": "#/fade/$value/0/color/components"}}},
            "part": {"$type": "number", "$ref": "#/shade/$value/components/0"},
            "a/b": {"$type": "number", "$value": 7},
            "escaped": {"$ref": "#/a~1b"},
        }
    )
    assert (found["start"], found["end"], found["shade"], found["part"], found["escaped"]) == ("#ff0000", 1, "#ff0000", 1, 7)


def test_root_token() -> None:
    found = read(
        {
            "red": {"$type": "color", "$root": {"$value": RED}, "dark": {"$value": BLACK}},
            "x": {"$value": "{red.$root}"},
            "y": {"$value": "{red}"},
        }
    )
    assert found == {"red": "#ff0000", "red.dark": "#000000", "x": "#ff0000", "y": "#ff0000"}


def test_extends_lays_a_group_over_another() -> None:
    base = {"$type": "color", "a": {"$value": RED}, "deep": {"x": {"$value": RED}, "y": {"$value": RED}}}
    found = read(
        {
            "base": base,
            "dark": {"$extends": "{base}", "$type": "color", "a": {"$value": BLACK}, "deep": {"x": {"$value": BLACK}}},
            "third": {"$extends": "#/dark"},
        }
    )
    assert found["dark.a"] == found["third.a"] == "#000000"
    assert found["third.deep.x"] == "#000000"
    assert found["third.deep.y"] == "#ff0000"


def test_extended_groups_give_their_type() -> None:
    assert (
        read({"base": {"$type": "color", "a": {"$value": BLACK}}, "dark": {"$extends": "{base}", "b": {"$value": RED}}})["dark.b"]
        == "#ff0000"
    )


@pytest.mark.parametrize(
    ("document", "token", "says"),
    [
        ({"a": {"$type": "color", "$value": "{b}"}, "b": {"$value": "{a}"}}, "a", "a → b → a"),
        ({"a": {"$type": "color", "$value": "{a}"}}, "a", "a → a"),
        ({"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}, "a", "a → b → a"),
        ({"a": {"$type": "number", "$ref": "#/a/$value/0"}}, "a", "refers to itself"),
        ({"a": {"$type": "number", "$value": [{"$ref": "#/a/$value/0"}]}}, "a", "refers to itself"),
        (
            {
                "a": {"$type": "shadow", "$value": {**SHADOW, "blur": "{b}"}},
                "b": {"$type": "dimension", "$value": "{c}"},
                "c": {"$value": "{b}"},
            },
            "b",
            "b → c → b",
        ),
        ({"g": {"$extends": "{g}"}}, "g", "extends itself"),
        ({"g": {"$extends": "{h}"}, "h": {"$extends": "{g}"}}, "g", "extends itself"),
        ({"g": {"$extends": "{nothing}"}}, "g", "not a group"),
        ({"g": {"$extends": 5}}, "g", "not a reference"),
        ({"a": {"$type": "color", "$value": "{paper}"}, "color": {"$type": "color", "papier": {"$value": RED}}}, "a", "'paper'"),
        ({"a": {"$type": "colour", "$value": RED}}, "a", "'colour'"),
        ({"a": {"$type": "color", "$value": "{b}"}, "b": {"$type": "number", "$value": 1}}, "a", "says it is color"),
        ({"a": {"$type": "color", "$value": RED, "$ref": "#/b"}, "b": {"$type": "color", "$value": RED}}, "a", "both"),
        ({"a": {"$type": "color", "$value": RED, "b": {"$value": RED}}}, "a", "holds the token"),
        ({"a": {"b": 5}}, "a.b", "neither"),
        ({"a": {"$root": 5}}, "a", "$root"),
        ({"a.b": {"$type": "number", "$value": 1}}, "a.b", "a name"),
        ({"a": {"$odd": {"$type": "number", "$value": 1}}}, "a.$odd", "a name"),
        ({"a": {"$type": "color", "$ref": "b"}}, "a", "not a reference"),
        ({"a": {"$type": "color", "$value": {"$ref": "#/nowhere"}}}, "a", "leads nowhere"),
        ({"a": {"$type": "dimension", "$value": "16pt"}}, "a", "'pt'"),
    ],
)
def test_faults_name_the_token(document: Any, token: str, says: str) -> None:
    error = refused(document)
    assert error.place["token"] == token
    assert says in error.message


def test_near_names_are_offered() -> None:
    assert (
        refused({"color": {"$type": "color", "paper": {"$value": RED}, "x": {"$value": "{color.papr}"}}}).mend
        == "did you mean 'color.paper'?"
    )
    assert refused({"a": {"$type": "colour", "$value": RED}}).mend == "did you mean 'color'?"


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"a": NaN}', b"\xff\xfe\x00", "[" * 100_000, '{"a":' * 5_000])
def test_not_a_token_document(text: str | bytes) -> None:
    refused(text)


def test_deep_groups_and_long_chains_are_refused() -> None:
    deep: dict[str, Any] = {"$type": "number", "$value": 1}
    for _ in range(DEPTH + 2):
        deep = {"g": deep}
    assert "deep" in refused(deep).message
    chain: dict[str, Any] = {f"t{number}": {"$value": f"{{t{number + 1}}}"} for number in range(200)}
    refused({**chain, "t200": {"$type": "number", "$value": 1}})


def test_many_references_to_one_another_end_quickly() -> None:
    doubling = {f"t{number}": {"$type": "shadow", "$value": [f"{{t{number + 1}}}"] * 2} for number in range(28)}
    refused({**doubling, "t28": {"$type": "shadow", "$value": SHADOW}})
    pointing = {f"t{number}": {"$type": "number", "$value": [[{"$ref": f"#/t{number + 1}/$value/0"}] * 2]} for number in range(28)}
    refused({**pointing, "t28": {"$type": "number", "$value": [1]}})


names = st.sampled_from(
    ["a", "b", "c", "$value", "$type", "$ref", "$extends", "$root", "value", "type", "color", "components", "colorSpace", "unit"]
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        [
            "{a}",
            "{a.b}",
            "{b.$root}",
            "#/a",
            "#/a/$value",
            "#/b/$value/0",
            "color",
            "dimension",
            "shadow",
            "gradient",
            "px",
            "#fff",
            "srgb",
            "none",
            "16px",
        ]
    )
    | st.text(max_size=6)
)
trees = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5), max_leaves=25)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names | st.text(max_size=3), trees, max_size=5))
def test_any_document_is_read_or_refused(document: dict[str, Any]) -> None:
    try:
        found = read_tokens(json.dumps(document), file="brand.tokens.json")
    except TokenError:
        return
    assert all(name.startswith("--") for name in custom_properties(found.values()))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [
            "color",
            "dimension",
            "fontFamily",
            "fontWeight",
            "duration",
            "cubicBezier",
            "strokeStyle",
            "border",
            "transition",
            "shadow",
            "gradient",
            "typography",
        ]
    ),
    trees,
)
def test_any_value_of_any_type_is_read_or_refused(kind: str, value: Any) -> None:
    try:
        found = read_tokens(json.dumps({"a": {"$type": kind, "$value": value}}), file="brand.tokens.json")
    except TokenError:
        return
    custom_properties(found.values())


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes | str) -> None:
    try:
        read_tokens(data, file="brand.tokens.json")
    except TokenError:
        return
