"""The layer rules: what is plain, rich, text, photo or group, and in which order."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from visualgen.errors import LimitExceeded, PictureError, SvgError
from visualgen.render.cache import Cache
from visualgen.render.layers import layers
from visualgen.render.products import PictureValue
from visualgen.render.scene import Bitmap, Clip, Faded, Glyphs, Group, Leaf, PlainRun, RichRun
from visualgen.template.model import SlotSpec

RECT = '<rect width="50" height="50" fill="#e4572e"/>'
CIRCLE = '<circle cx="60" cy="60" r="30" fill="#17bebb"/>'
TEXT = '<text x="10" y="60" font-size="20">Bonjour</text>'
BLUR = '<filter id="blur"><feGaussianBlur stdDeviation="2"/></filter>'
SHADOW = '<filter id="shadow"><feDropShadow dx="0" dy="4" stdDeviation="2" flood-opacity=".5"/></filter>'


def embedded(width: int = 4, height: int = 2) -> str:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 40)).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def kinds(nodes: Any) -> list[str]:
    return [type(node).__name__ for node in nodes]


def test_neighbours_of_one_kind_become_one_run(studio: Any) -> None:
    nodes = studio.nodes(BLUR + RECT + CIRCLE + '<rect width="9" height="9" filter="url(#blur)"/>' * 2 + RECT)
    assert kinds(nodes) == ["PlainRun", "RichRun", "PlainRun"]
    assert len(nodes[0].items) == 2
    assert nodes[1].markup.body.count("<rect") == 2
    assert nodes[1].markup.definitions.count('id="blur"') == 1


def test_text_leaves_the_svg_and_splits_the_run(studio: Any) -> None:
    nodes = studio.nodes(RECT + TEXT + CIRCLE)
    assert kinds(nodes) == ["PlainRun", "Glyphs", "PlainRun"]
    assert nodes[1].block.lines[0].text == "Bonjour"


def test_a_group_that_isolates_nothing_is_walked_through(studio: Any) -> None:
    nodes = studio.nodes(f'<g transform="translate(5 6)"><g fill="#00ff00">{TEXT}</g></g>')
    assert kinds(nodes) == ["Glyphs"]
    assert nodes[0].matrix == (1, 0, 0, 1, 5, 6)
    assert nodes[0].fills == ((0.0, 1.0, 0.0, 1.0),)


def test_opacity_over_text_is_a_group_and_over_shapes_stays_plain(studio: Any) -> None:
    (group,) = studio.nodes(f'<g opacity=".4">{RECT}{TEXT}</g>')
    assert isinstance(group, Group)
    assert group.opacity == pytest.approx(0.4)
    assert kinds(group.children) == ["PlainRun", "Glyphs"]
    (run,) = studio.nodes(f'<g opacity=".4">{RECT}{CIRCLE}</g>{RECT}')
    assert isinstance(run.items[0], Faded)
    assert len(run.items[0].items) == 2
    assert isinstance(run.items[1], Leaf)


def test_one_shape_clips_by_cairo_and_more_by_the_full_engine(studio: Any) -> None:
    (group,) = studio.nodes(f'<clipPath id="c"><circle cx="50" cy="50" r="40"/></clipPath><g clip-path="url(#c)">{TEXT}</g>')
    assert isinstance(group.clip, Clip)
    assert group.mask is None
    (group,) = studio.nodes(f'<clipPath id="c"><circle r="40"/><rect width="9" height="9"/></clipPath><g clip-path="url(#c)">{TEXT}</g>')
    assert group.clip is None
    assert 'clip-path="url(#c)"' in group.mask.body
    assert 'id="c"' in group.mask.definitions


def test_a_clip_in_box_units_follows_the_text(studio: Any) -> None:
    body = '<clipPath id="c" clipPathUnits="objectBoundingBox"><rect width=".5" height="1"/></clipPath>'
    (group,) = studio.nodes(f'{body}<g clip-path="url(#c)">{TEXT}</g>')
    box = group.children[0].block.box
    assert group.clip.matrix == pytest.approx((box[2] - box[0], 0, 0, box[3] - box[1], box[0], box[1]))


def test_a_shadow_over_text_is_recognised_and_another_filter_is_kept_as_text(studio: Any) -> None:
    (group,) = studio.nodes(f'{SHADOW}<g filter="url(#shadow)">{TEXT}</g>')
    (shadow,) = group.filter.shadows
    assert (shadow.dx, shadow.dy, shadow.deviation) == (0, 4, (2, 2))
    assert shadow.color == pytest.approx((0, 0, 0, 0.5))
    (group,) = studio.nodes(f'{BLUR}<g filter="url(#blur)">{TEXT}</g>')
    assert group.filter.shadows == ()
    assert group.filter.value == "url(#filtered)"
    assert 'filterUnits="userSpaceOnUse"' in group.filter.definitions


def test_a_filter_over_shapes_alone_is_one_rich_atom_with_a_known_reach(studio: Any) -> None:
    (run,) = studio.nodes(f'{SHADOW}<g filter="url(#shadow)">{RECT}</g>')
    assert isinstance(run, RichRun)
    assert run.box == pytest.approx((-5, -5, 55, 55))


def test_a_filter_on_a_turned_shape_is_ours(studio: Any) -> None:
    (group,) = studio.nodes(f'{SHADOW}<g transform="rotate(30)"><g filter="url(#shadow)">{RECT}</g></g>')
    assert isinstance(group, Group)
    assert kinds(group.children) == ["PlainRun"]


def test_a_blend_takes_its_place_among_what_lies_under_it(studio: Any) -> None:
    nodes = studio.nodes(f'{RECT}<g><circle r="30" style="mix-blend-mode:multiply"/></g>')
    assert kinds(nodes) == ["PlainRun", "Group"]
    assert nodes[1].operator == "multiply"
    assert kinds(nodes[1].children) == ["PlainRun"]


def test_a_blend_inside_an_isolated_group_stays_in_it(studio: Any) -> None:
    blended = f'{RECT}<circle r="30" style="mix-blend-mode:multiply"/>'
    assert kinds(studio.nodes(f'{RECT}<g style="isolation:isolate">{blended}</g>')) == ["PlainRun", "RichRun"]
    (group,) = studio.nodes(f'<g style="isolation:isolate">{blended}{TEXT}</g>')
    assert kinds(group.children) == ["PlainRun", "Group", "Glyphs"]


def test_text_in_a_clip_or_a_mask_is_outlined_in_place(studio: Any) -> None:
    white = TEXT.replace("<text", '<text fill="#fff"')
    for name, reference in (("clipPath", "clip-path"), ("mask", "mask")):
        (run,) = studio.nodes(f'<{name} id="m">{white}</{name}><g {reference}="url(#m)">{RECT}</g>')
        assert isinstance(run, RichRun)
        assert "<text" not in run.markup.definitions
        assert 'fill-rule="nonzero"' in run.markup.definitions


def test_text_with_a_pattern_is_outlined(studio: Any) -> None:
    pattern = '<pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="2" height="4"/></pattern>'
    (run,) = studio.nodes(pattern + TEXT.replace("<text", '<text fill="url(#p)"'))
    assert isinstance(run, RichRun)
    assert studio.rgb(pattern + TEXT.replace("<text", '<text fill="url(#p)"')).min() < 100


def test_text_in_a_used_symbol_is_expanded_and_clipped_to_its_viewport(studio: Any) -> None:
    symbol = f'<symbol id="s" viewBox="0 0 100 100">{RECT}{TEXT}</symbol>'
    (group,) = studio.nodes(f'{symbol}<use href="#s" x="10" y="10" width="50" height="50"/>')
    assert isinstance(group, Group)
    assert kinds(group.children) == ["PlainRun", "Glyphs"]
    assert group.children[1].matrix == pytest.approx((0.5, 0, 0, 0.5, 10, 10))


def test_a_slots_photo_becomes_a_bitmap_in_its_outline(studio: Any) -> None:
    photo = PictureValue(b"", "digest", "photo.jpg")
    svg = '<circle id="slot:photo" cx="50" cy="50" r="40"/>'
    (bitmap,) = studio.nodes(svg, values={"photo": photo}, specs={"photo": SlotSpec("photo", "image")})
    assert isinstance(bitmap, Bitmap)
    assert bitmap.picture is photo
    assert bitmap.area == (10, 10, 90, 90)
    assert [segment[0] for segment in bitmap.outline] == ["M", "C", "C", "C", "C", "Z"]
    assert bitmap.graded


def test_a_slots_photo_inside_a_pattern_is_refused_with_a_mend(studio: Any) -> None:
    pattern = '<pattern id="p" width="9" height="9"><rect id="slot:photo" width="9" height="9"/></pattern>'
    pattern += '<rect width="50" height="50" fill="url(#p)"/>'
    photo = PictureValue(b"", "digest", "photo.jpg")
    with pytest.raises(SvgError, match="shape that shows it"):
        studio.nodes(pattern, values={"photo": photo}, specs={"photo": SlotSpec("photo", "image")})


@pytest.mark.parametrize(
    ("par", "fit", "align"),
    [
        ("", "contain", (0.5, 0.5)),
        ("none", "stretch", (0.5, 0.5)),
        ("xMinYMax slice", "cover", (0.0, 1.0)),
        ("xMaxYMin", "contain", (1.0, 0.0)),
    ],
)
def test_an_embedded_picture_is_a_bitmap_fitted_as_drawn(par: str, fit: str, align: tuple[float, float], studio: Any) -> None:
    attribute = f'preserveAspectRatio="{par}"' if par else ""
    (bitmap,) = studio.nodes(f'<image width="40" height="40" {attribute} href="{embedded()}"/>')
    assert (bitmap.fit, bitmap.align, bitmap.picture.focus, bitmap.graded) == (fit, align, align, False)
    assert studio.rgb(f'<image width="40" height="40" {attribute} href="{embedded()}"/>')[..., 1].min() == 30


def test_a_damaged_embedded_picture_says_where(studio: Any) -> None:
    with pytest.raises(PictureError, match="fond"):
        studio.rgb('<image id="fond" width="40" height="40" href="data:image/png;base64,AAAA"/>')


def test_groups_nested_too_deep_are_refused(studio: Any) -> None:
    with pytest.raises(LimitExceeded):
        studio.nodes("<g>" * 220 + TEXT + "</g>" * 220)


def test_a_switch_draws_the_first_child_that_can_be_drawn(studio: Any) -> None:
    body = '<switch><foreignObject width="9" height="9" requiredExtensions="x"/><g systemLanguage="de"/><g>{}</g><g/></switch>'
    assert kinds(studio.nodes(body.format(TEXT))) == ["Glyphs"]


def test_a_stroke_on_text_comes_along(studio: Any) -> None:
    (glyphs,) = studio.nodes(TEXT.replace("<text", '<text stroke="#f00" stroke-width="3" paint-order="stroke"'))
    assert isinstance(glyphs, Glyphs)
    assert glyphs.stroke.width == 3
    assert glyphs.stroke_first


def test_decorations_become_rules(studio: Any) -> None:
    (glyphs,) = studio.nodes('<g text-decoration="underline">' + TEXT.replace("<text", '<text text-decoration="line-through"') + "</g>")
    (strike, under) = sorted(glyphs.rules, key=lambda box: box[1])
    baseline = glyphs.block.lines[0].baseline
    assert strike[3] < baseline < under[1] < baseline + 5
    assert under[2] - under[0] == pytest.approx(glyphs.block.lines[0].width)
    assert studio.nodes(TEXT)[0].rules == ()


def test_what_does_not_depend_on_the_content_is_found_once(studio: Any) -> None:
    placed = studio.placed(RECT + TEXT + BLUR + '<rect width="9" height="9" filter="url(#blur)"/>')
    cache = Cache(10_000_000)
    first, second = layers(placed, cache), layers(placed, cache)
    assert first == second == layers(placed)
    assert isinstance(first.nodes[0], PlainRun)
    assert first.nodes[0].items[0] is second.nodes[0].items[0]


def test_equal_keys_of_different_trees_are_told_apart(studio: Any) -> None:
    cache = Cache(10_000_000)
    one, other = studio.placed(RECT), studio.placed(RECT)
    assert layers(one, cache) == layers(other, cache)
