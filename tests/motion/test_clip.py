"""Whole clips: scenes and their borders, the poster, the end card, and every packaged template's first frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.motion.conftest import svg
from visualgen.brand.reading import load_kit
from visualgen.errors import SvgError, TemplateError, UnknownName
from visualgen.motion.check import check_motion
from visualgen.motion.player import Player
from visualgen.motion.products import ClipJob, Scene, Transition
from visualgen.pipeline import World, compose_clip, play_scene
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.model import Target
from visualgen.template.reading import load_template, template_paths

PACKAGED = sorted(template_paths(Settings.from_environment({})))


def page(color: str, text: str = "") -> str:
    return svg(f'<rect width="400" height="300" fill="{color}"/>{text}')


def no_footage(*_: Any) -> Any:
    pytest.fail("no footage here")


@pytest.fixture
def scenes(job_of: Callable[..., StillJob]) -> tuple[Scene, ...]:
    return tuple(Scene(job_of(page(color), color[1:]), 1.0) for color in ("#ff0000", "#00ff00", "#0000ff"))


def color_at(frame: Any, x: int, y: int = 150) -> tuple[int, ...]:
    return tuple(int(value) for value in frame.pixels[y, x, 2::-1])


def test_scenes_take_each_others_place(scenes: tuple[Scene, ...], world: World) -> None:
    moved = (scenes[0], replace(scenes[1], enter=Transition("wipe", 0.5, "left")), scenes[2])
    clip = compose_clip(ClipJob(moved, fps=10), world, no_footage)
    assert (clip.count, clip.duration_s, clip.size_px) == (25, 2.5, (400, 300))
    found = [(color_at(frame, 20), color_at(frame, 380)) for frame in clip.frames()]
    red, green, blue = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    assert found[:5] == [(red, red)] * 5
    assert (green, red) in found[5:10]
    assert found[10:15] == [(green, green)] * 5
    assert found[15:] == [(blue, blue)] * 10


def test_no_flash_between_scenes(scenes: tuple[Scene, ...], world: World) -> None:
    same = tuple(replace(scene, still=scenes[0].still, enter=Transition("crossfade", 0.4)) for scene in scenes)
    clip = compose_clip(ClipJob(same, fps=10), world, no_footage)
    assert {color_at(frame, 200) for frame in clip.frames()} == {(255, 0, 0)}


def test_never_more_than_two_players(scenes: tuple[Scene, ...], world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[int] = []
    most: list[int] = []

    class Counted(Player):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            alive.append(1)
            most.append(len(alive))

        def close(self) -> None:
            alive.pop()
            super().close()

    monkeypatch.setattr("visualgen.pipeline.Player", Counted)
    clip = compose_clip(ClipJob(scenes, fps=10, transition=Transition("slide", 0.5)), world, no_footage)
    assert len(list(clip.frames())) == clip.count
    assert (max(most), alive) == (2, [])
    frames = clip.frames()
    next(frames)
    frames.close()  # type: ignore[attr-defined]
    assert alive == []


def test_the_same_frame_is_told(scenes: tuple[Scene, ...], world: World) -> None:
    changed = [frame.changed for frame in compose_clip(ClipJob(scenes[:1], fps=10), world, no_footage).frames()]
    assert changed == [((0, 0, 400, 300),), *[()] * 9]


def test_the_key_says_what_decides_the_frames(scenes: tuple[Scene, ...], world: World) -> None:
    jobs = [
        ClipJob(scenes),
        ClipJob(scenes, fps=25),
        ClipJob(scenes[:2]),
        ClipJob(scenes, transition=Transition("slide", 0.5)),
        ClipJob((*scenes[:2], replace(scenes[2], duration_s=2.0))),
    ]
    keys = [compose_clip(job, world, no_footage).key for job in jobs]
    assert len(set(keys)) == len(jobs)
    assert compose_clip(jobs[0], world, no_footage).key == keys[0]


def test_scenes_of_several_sizes_are_refused(scenes: tuple[Scene, ...], world: World) -> None:
    other = replace(scenes[1], still=replace(scenes[1].still, target=Target((300, 300), "own")))
    with pytest.raises(UnknownName, match="300×300"):
        compose_clip(ClipJob((scenes[0], other)), world, no_footage)


def test_what_is_not_played_is_refused_with_its_layer(job_of: Callable[..., StillJob], world: World) -> None:
    text = svg('<rect id="box" width="9" height="9"/>', "@keyframes k { to { fill: red } } #box { animation: k 1s }")
    with pytest.raises(SvgError, match="box"):
        compose_clip(ClipJob((Scene(job_of(text)),)), world, no_footage)


def test_the_kit_has_the_last_word(world: World) -> None:
    template, kit = load_template("citation", world.settings), load_kit("levain", world.settings)
    still = StillJob(template, kit, Target((216, 384), "9x16"), {}, sample=True)
    clip = compose_clip(ClipJob((Scene(still),), fps=10, end_card=True), world, no_footage)
    assert [shown.scene.still.template.name for shown in clip.timeline.shown] == ["citation", "fin"]
    (last,) = clip.frames(clip.count - 1, clip.count)
    assert color_at(last, 10, 10) != (255, 255, 255)
    assert clip.timeline.shown[1].enter.kind == "brand"


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_template_begins_composed_and_ends_settled(name: str, world: World) -> None:
    template, kit = load_template(name, world.settings), load_kit("prise", world.settings)
    assert check_motion(template, kit, world.settings) == ()
    for ratio, size in (("9x16", (216, 384)), ("4x5", (216, 270))):
        still = StillJob(template, kit, Target(size, ratio), {}, sample=True)
        playing = play_scene(still, world, no_footage)
        playing.player.show(0.0)
        first = playing.player.pixels[..., :3].astype(int)
        playing.player.show(playing.duration_s - 0.05)
        last = playing.player.pixels[..., :3].astype(int)
        assert len(np.unique(first.reshape(-1, 3), axis=0)) > 40  # words or a picture, not a bare ground
        assert (np.abs(first - last).max(axis=2) > 40).mean() < 0.5  # most of it is there already
        assert (first != last).any()
        assert playing.duration_s - playing.settled_s >= (1.0 if name == "fin" else 1.5)


def test_a_template_that_says_nothing_moves(job_of: Callable[..., StillJob], world: World) -> None:
    words = (
        '<text id="slot:headline" x="20" y="120" font-size="60">Soldes</text>'
        '<text id="slot:text" x="20" y="200" font-size="20">Samedi.</text>'
    )
    playing = play_scene(job_of(page("#ffffff", words)), world, no_footage)
    playing.player.show(0.0)
    first = playing.player.pixels[..., 0].copy()
    assert (first[60:130] < 100).any()  # the message is there
    assert (first[180:205] > 240).all()  # what goes with it is not
    playing.player.show(2.0)
    assert (playing.player.pixels[180:205, :, 0] < 100).any()


def test_a_wrong_setting_is_told(tmp_path: Any, world: World) -> None:
    (tmp_path / "4x5.svg").write_text(page("#ffffff").replace("400", "1080").replace("300", "1350"), encoding="utf-8")
    (tmp_path / "template.toml").write_text('[motion]\nenter = "teleport"', encoding="utf-8")
    template = load_template(tmp_path, world.settings)
    kit = load_kit("levain", world.settings)
    with pytest.raises(TemplateError):
        play_scene(StillJob(template, kit, Target((108, 135), "4x5"), {}), world, no_footage)
    assert [problem.code for problem in check_motion(template, kit, world.settings)] == ["motion_unreadable"]
    (tmp_path / "template.toml").write_text('[motion.layers]\nheadlin = "rise"', encoding="utf-8")
    (tmp_path / "4x5.svg").write_text(
        svg(
            '<text id="slot:headline" x="9" y="90" font-size="40">Oui</text>',
            "@keyframes k { to { fill: red } } text { animation: k 1s }",
            (1080, 1350),
        ),
        encoding="utf-8",
    )
    problems = check_motion(load_template(tmp_path, world.settings), kit, world.settings)
    assert [(problem.code, problem.severity, problem.layer) for problem in problems] == [
        ("motion_layer_unknown", "warning", "headlin"), ("not_played", "error", "slot:headline"),
    ]  # fmt: skip
    assert "headline" in problems[0].mend


def test_what_is_in_a_list_goes_by_the_list(tmp_path: Any, world: World) -> None:
    (tmp_path / "4x5.svg").write_text(
        svg('<g data-slot="each:rows"><text data-slot="price" x="9" y="90" font-size="40">12 €</text></g>', "", (1080, 1350)),
        encoding="utf-8",
    )
    (tmp_path / "template.toml").write_text('[motion.layers]\nprice = "rise"\n"rows.price" = "count-up"\n"slot:rows.price" = "fade"')
    problems = check_motion(load_template(tmp_path, world.settings), load_kit("levain", world.settings), world.settings)
    assert [(problem.layer, problem.mend) for problem in problems] == [("price", "did you mean 'rows.price'?")]
