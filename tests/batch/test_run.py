from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from visualgen.batch import run
from visualgen.batch.files import open_folder, write_whole
from visualgen.batch.plan import Plan
from visualgen.batch.pool import render_pool
from visualgen.batch.run import Outcome, run_plan
from visualgen.errors import OutputError
from visualgen.settings import Settings

Planned = Callable[..., Plan]
MONTH = "date,template,ratios,headline,photo,caption,alt\n" + "".join(
    f"2026-12-{day:02},{'carte,4x5 1x1' if day % 3 else 'suite,4x5'},Jour {day},b.jpg,Bonjour {day},Un pain\n" for day in range(1, 7)
)


def carried_out(plan: Plan, folder: Path, settings: Settings, *, workers: int = 1, force: bool = False) -> Outcome:
    outcome = Outcome(plan)
    with render_pool(workers, settings) if workers > 1 else nullcontext() as pool:
        for _ in run_plan(outcome, folder, settings, pool=pool, force=force):
            pass
    return outcome


@pytest.mark.parametrize("workers", [1, 2])
def test_a_month_and_its_second_run(planned: Planned, settings: Settings, tmp_path: Path, workers: int) -> None:
    out = tmp_path / "out"
    first = carried_out(planned(MONTH), out, settings, workers=workers)
    assert first.problems == ()
    assert (first.count("rendered"), first.count("kept"), first.changed) == (14, 0, True)
    with Image.open(out / "2026-12-01-carte-1x1.jpg") as picture:
        assert picture.size == (1080, 1080) or picture.size == (100, 100)
    times = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert sum(name.endswith(".jpg") for name in times) == 14
    assert sum(name.endswith(".txt") for name in times) == 6
    assert "Bonjour 1" in (out / "2026-12-01-carte.txt").read_text()

    second = carried_out(planned(MONTH), out, settings, workers=workers)
    assert (second.count("rendered"), second.count("kept"), second.changed) == (0, 14, False)
    assert second.findings == first.findings
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.name != "manifest.json"}.items() <= times.items()


def test_workers_and_one_process_make_the_same_bytes(planned: Planned, settings: Settings, tmp_path: Path) -> None:
    carried_out(planned(MONTH), tmp_path / "one", settings, workers=1)
    carried_out(planned(MONTH), tmp_path / "two", settings, workers=2)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_only_what_changed_is_rendered_again(planned: Planned, settings: Settings, tmp_path: Path, desk: Path) -> None:
    out = tmp_path / "out"
    carried_out(planned(MONTH), out, settings)
    changed = carried_out(planned(MONTH.replace("Jour 1", "Jour un").replace("Bonjour 2", "Salut")), out, settings)
    assert (changed.count("rendered"), changed.count("kept")) == (2, 12)
    assert "Salut" in (out / "2026-12-02-carte.txt").read_text()

    (out / "2026-12-04-carte-1x1.jpg").write_bytes(b"half")
    (out / "2026-12-04-carte-4x5.jpg").unlink()
    mended = carried_out(planned(MONTH.replace("Jour 1", "Jour un")), out, settings)
    assert {name for name, made in mended.made.items() if made.status == "rendered"} == {
        "2026-12-04-carte-1x1.jpg",
        "2026-12-04-carte-4x5.jpg",
    }
    assert carried_out(planned(MONTH), out, settings, force=True).count("rendered") == 14
    (desk / "b.jpg").write_bytes((desk / "photos" / "Été.jpg").read_bytes())
    assert carried_out(planned(MONTH), out, settings).count("rendered") == 14


def test_files_no_row_asks_for_are_listed_and_left(planned: Planned, settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out"
    carried_out(planned(MONTH), out, settings)
    (out / "mine.jpg").write_bytes(b"mine")
    for _ in range(2):
        outcome = carried_out(planned("\n".join(MONTH.splitlines()[:-1])), out, settings)
        assert outcome.stale == ("2026-12-06-suite-4x5-1.jpg", "2026-12-06-suite-4x5-2.jpg", "2026-12-06-suite-4x5-3.jpg")
    assert (out / "2026-12-06-suite-4x5-1.jpg").is_file()
    assert carried_out(planned(MONTH), out, settings).stale == ()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_broken_row_stops_no_other(planned: Planned, settings: Settings, tmp_path: Path, desk: Path, workers: int) -> None:
    (desk / "b.jpg").write_bytes(b"\xff\xd8\xff not a photo")
    outcome = carried_out(
        planned(MONTH.replace("Jour 2,b.jpg", "Jour 2,photos/Été.jpg") + "2026-12-07,carte,,,b.jpg,,\n"),
        tmp_path / "out",
        settings,
        workers=workers,
    )
    assert outcome.failed
    assert outcome.count("rendered") == 2
    assert {found.line for found in outcome.problems} == {2, 4, 5, 6, 7, 8}
    assert {found.column for found in outcome.problems} <= {"photo", "headline"}
    assert not list((tmp_path / "out").glob("2026-12-01*.jpg"))


def test_an_interrupted_run_leaves_whole_files_and_goes_on_later(
    planned: Planned, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    render = run.render_still
    count = 0

    def interrupted(*args: object, **options: object) -> object:
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt
        return render(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "render_still", interrupted)
    with pytest.raises(KeyboardInterrupt):
        carried_out(planned(MONTH), out, settings)
    monkeypatch.undo()
    done = sorted(out.glob("*.jpg"))
    assert len(done) == 3
    for path in done:
        Image.open(io.BytesIO(path.read_bytes())).load()
    assert list(out.glob(".*")) == []
    assert set(json.loads((out / "manifest.json").read_bytes())["pictures"]) == {path.name for path in done}
    assert carried_out(planned(MONTH), out, settings).count("kept") == 3


def test_an_unexpected_fault_is_a_row_s_problem(
    planned: Planned, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object, **__: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(run, "render_still", faulty)
    outcome = carried_out(planned(MONTH), tmp_path / "out", settings)
    assert outcome.count("failed") == 14
    assert "ValueError: odd" in outcome.problems[0].message["fr"]


def test_a_worker_that_dies_costs_the_pictures_it_cannot_make(planned: Planned, settings: Settings, tmp_path: Path) -> None:
    hasty = replace(settings, limits=replace(settings.limits, render_seconds=0.0005))
    outcome = carried_out(planned("\n".join(MONTH.splitlines()[:3])), tmp_path / "out", hasty, workers=2)
    assert outcome.count("failed") == 4
    assert {found.code for found in outcome.problems} == {"limit"}


def test_a_picture_that_takes_too_long_is_a_row_s_problem(
    planned: Planned, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object, **__: object) -> None:
        while True:
            pass

    monkeypatch.setattr(run, "render_still", endless)
    hasty = replace(settings, limits=replace(settings.limits, render_seconds=0.05))
    outcome = carried_out(planned("\n".join(MONTH.splitlines()[:3])), tmp_path / "out", hasty)
    assert outcome.count("failed") == 4
    assert [(found.code, found.line) for found in outcome.problems] == [("limit", 2), ("limit", 3)]  # a row's pictures share one


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    (tmp_path / ".a.jpg.123.part").write_bytes(b"half")
    open_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []
    write_whole(tmp_path / "a", b"1")
    write_whole(tmp_path / "a", b"2")
    assert (tmp_path / "a").read_bytes() == b"2"
    with pytest.raises(OutputError):
        write_whole(tmp_path / "no" / "a", b"1")
    with pytest.raises(OutputError):
        open_folder(tmp_path / "a")


CLIPS = (
    "date,template,ratios,output,headline,caption,clip duration\n"
    "2026-12-01,carte,4x5 1x1,mp4,Un,Bonjour,0.5\n2026-12-02,carte,4x5,gif,Deux,,0.5\n2026-12-03,carte,4x5,,Trois,,\n"
)


@pytest.mark.parametrize("workers", [1, 2])
def test_clips_with_their_posters(planned: Planned, settings: Settings, tmp_path: Path, workers: int) -> None:
    out = tmp_path / "out"
    first = carried_out(planned(CLIPS), out, settings, workers=workers)
    assert first.problems == ()
    assert (first.count("rendered"), first.count("kept")) == (4, 0)
    names = sorted(path.name for path in out.iterdir() if path.suffix in (".mp4", ".gif", ".jpg"))
    assert names == [
        "2026-12-01-carte-1x1-poster.jpg", "2026-12-01-carte-1x1.mp4", "2026-12-01-carte-4x5-poster.jpg", "2026-12-01-carte-4x5.mp4",
        "2026-12-02-carte-4x5-poster.jpg", "2026-12-02-carte-4x5.gif", "2026-12-03-carte-4x5.jpg",
    ]  # fmt: skip
    entry = first.made["2026-12-01-carte-4x5.mp4"].entry
    assert entry is not None
    assert (entry.media_type, entry.poster, entry.weight_bytes) == (
        "video/mp4", "2026-12-01-carte-4x5-poster.jpg", (out / "2026-12-01-carte-4x5.mp4").stat().st_size,
    )  # fmt: skip
    assert carried_out(planned(CLIPS), out, settings, workers=workers).count("kept") == 4
    (out / "2026-12-02-carte-4x5-poster.jpg").unlink()
    again = carried_out(planned(CLIPS.replace("Un,", "Une autre,")), out, settings, workers=workers)
    assert (again.count("rendered"), again.count("kept")) == (3, 1)
    fewer = carried_out(planned(CLIPS.replace("mp4", "gif").replace("4x5 1x1", "4x5")), out, settings, workers=1)
    assert "2026-12-01-carte-4x5.mp4" in fewer.stale
    assert "2026-12-01-carte-1x1-poster.jpg" in fewer.stale
    assert "2026-12-01-carte-4x5-poster.jpg" not in fewer.stale


def test_a_clip_that_takes_too_long_costs_its_row_only(planned: Planned, settings: Settings, tmp_path: Path) -> None:
    tight = replace(settings, limits=replace(settings.limits, clip_render_seconds=0.001))
    found = carried_out(planned(CLIPS), tmp_path / "out", tight, workers=2)
    assert (found.count("rendered"), found.count("failed")) == (1, 3)
    assert {problem.code for problem in found.problems} == {"limit"}
    assert not list((tmp_path / "out").glob("*.mp4"))


def test_a_day_that_is_too_full_is_told_with_its_posts(planned: Planned, settings: Settings, tmp_path: Path) -> None:
    day = "date,time,template,ratios,channels,headline,photo,caption,alt\n" + "".join(
        f"2026-12-01,{6 + number}:00,carte,4x5,tiktok,Une carte,b.jpg,Bonjour,Un pain\n" for number in range(16)
    )
    outcome = carried_out(planned(day), tmp_path / "out", settings)
    full = {row: [one.severity for one in said if one.code == "posts_a_day"] for row, said in outcome.said.items()}
    assert [severities for severities in full.values() if severities] == [["warns"]]
    assert list(full.values())[-1] == ["warns"]
