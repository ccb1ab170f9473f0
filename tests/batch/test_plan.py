from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.motion.media.films import film, greys, sine, wav
from visualgen.batch.plan import Plan, file_stem, plan_calendar, problem_of
from visualgen.brand.model import BrandKit
from visualgen.calendar.model import Row
from visualgen.calendar.reading import read_calendar
from visualgen.errors import ContentError
from visualgen.motion.products import FootageValue
from visualgen.render.products import PictureValue
from visualgen.settings import Settings

Planned = Callable[..., Plan]


def names(plan: Plan) -> list[str]:
    return [picture.name for picture in plan.pictures]


def troubles(plan: Plan) -> list[tuple[str, int | None, str | None, str]]:
    return [(found.code, found.line, found.column, found.value) for found in plan.problems]


def test_files_are_named_by_date_id_ratio_and_page(planned: Planned) -> None:
    plan = planned(
        "id,date,template,ratios,output,headline\n"
        ",2026-12-03,carte,4x5 1x1,,Un\n"
        "Noël n° 1,2026-12-04,suite,,png,Deux\n"
        "2026-12-05 spécial,2026-12-05,carte,instagram.story 300×200,webp,Trois\n"
    )
    assert troubles(plan) == []
    assert names(plan) == [
        "2026-12-03-carte-4x5.jpg",
        "2026-12-03-carte-1x1.jpg",
        "2026-12-04-noel-n-1-4x5-1.png",
        "2026-12-04-noel-n-1-4x5-2.png",
        "2026-12-04-noel-n-1-4x5-3.png",
        "2026-12-05-special-instagram-story.webp",
        "2026-12-05-special-300x200.webp",
    ]
    assert [picture.page for picture in plan.pictures] == [1, 1, 1, 2, 3, 1, 1]


def test_names_never_collide(planned: Planned) -> None:
    plan = planned(
        "id,date,template,headline\nnoël,2026-12-03,carte,a\nnoel,2026-12-03,carte,a\n,2026-12-03,carte,a\n,2026-12-03,carte,a\n"
    )
    assert len(set(names(plan))) == 4


def test_ratios_of_the_command_replace_those_of_the_rows(planned: Planned) -> None:
    plan = planned("date,template,ratios,headline\n2026-12-03,carte,4x5,Un\n", ratios=("1x1",))
    assert names(plan) == ["2026-12-03-carte-1x1.jpg"]


def test_a_single_drawing_keeps_its_own_size_and_words(planned: Planned, settings: Settings, desk: Path) -> None:
    drawing = desk / "promo.svg"
    drawing.write_text((settings.templates_dirs[0] / "carte" / "1x1.svg").read_text())
    plan = planned(f"date,template,headline\n2026-12-03,{drawing},Un\n")
    assert names(plan) == ["2026-12-03-promo-100x100.jpg"]
    assert plan.pictures[0].job.content == {"headline": "Un"}


def test_words_reach_the_slots_of_the_template(planned: Planned) -> None:
    plan = planned('date,template,Head line,items,photo,photo:focus\n2026-12-03,carte,Un,a | b,photos/ÉTE\u0301S.JPG,"50 %, 30 %"\n')
    assert troubles(plan) == [("photo_missing", 2, "photo", "photos/ÉTÉS.JPG")]
    assert plan.problems[0].mend["fr"].endswith(": Été.jpg ?")
    plan = planned('date,template,Head line,items,photo,photo:focus\n2026-12-03,carte,Un,a | b,photos\\E\u0301TE\u0301.jpg,"50 %, 30 %"\n')
    job = plan.pictures[0].job
    assert {name: value for name, value in job.content.items() if name != "photo"} == {"headline": "Un", "items": ["a", "b"], "note": ""}
    photo = job.content["photo"]
    assert isinstance(photo, PictureValue)
    assert (photo.name, photo.focus) == ("Été.jpg", (0.5, 0.3))
    assert (job.sample, job.draft) == (False, False)


def test_rows_without_words_are_drafts(planned: Planned) -> None:
    plan = planned(
        "date,template,état,headline\n2026-12-01,carte,,\n2026-12-02,carte,idée,Un\n2026-12-03,carte,validé,Un\n2026-12-04,carte,brouillon,Un\n"
    )
    assert [post.draft for post in plan.posts] == [True, True, False, False]
    assert plan.pictures[0].job.content == {}
    assert plan.pictures[1].job.content == {"headline": "Un"}


def test_what_cannot_be_planned_is_told_with_its_place(planned: Planned, desk: Path) -> None:
    (desk / "link.jpg").symlink_to("/etc/hostname")
    plan = planned(
        "date,template,ratios,output,headline,items,photo,photo:focus\n"
        "2026-12-01,rien,,,a,,,\n"
        "2026-12-02,carte,7 lieues,,a,,,\n"
        "2026-12-03,carte,,mpeg,a,,,\n"
        "2026-12-04,carte,,doc,a,,,\n"
        '2026-12-05,carte,,,a,"[1,",,\n'
        "2026-12-06,carte,,,a,,https://exemple.fr/a.jpg,\n"
        "2026-12-07,carte,,,a,,file:///etc/passwd,\n"
        "2026-12-08,carte,,,a,,../secret.jpg,\n"
        "2026-12-09,carte,,,a,,/etc/passwd,\n"
        "2026-12-10,carte,,,a,,photos,\n"
        "2026-12-11,carte,,,a,,c.jpg,\n"
        "2026-12-12,carte,,,a,,link.jpg,\n"
        "2026-12-13,carte,,,a,,b.jpg,ailleurs\n"
        "2026-12-14,carte,,,a,,C:\\photos\\b.jpg,\n"
        "2026-12-15,carte,,,bon,,b.jpg,\n"
    )
    assert [post.row.line for post in plan.posts] == [16]
    assert troubles(plan) == [
        ("unknown_template", 2, "template", "rien"),
        ("ratio", 3, "ratios", "7"),
        ("output", 4, "output", "mpeg"),
        ("output", 5, "output", "doc"),
        ("bad_list", 6, "items", "[1,"),
        ("photo_address", 7, "photo", "https://exemple.fr/a.jpg"),
        ("photo_outside", 8, "photo", "file:///etc/passwd"),
        ("photo_outside", 9, "photo", "../secret.jpg"),
        ("photo_outside", 10, "photo", "/etc/passwd"),
        ("photo_missing", 11, "photo", "photos"),
        ("photo_missing", 12, "photo", "c.jpg"),
        ("photo_outside", 13, "photo", "link.jpg"),
        ("content", 14, "photo", "b.jpg"),
        ("photo_outside", 15, "photo", "C:\\photos\\b.jpg"),
    ]
    assert all(found.blocks and found.mend["fr"] and found.mend["en"] for found in plan.problems)
    assert "carte" in plan.problems[0].mend["fr"]


def test_columns_and_cells_no_template_knows_are_remarks(planned: Planned) -> None:
    plan = planned("date,template,headline,responsable,vide\n2026-12-03,carte,Un,Nour,\n2026-12-04,suite,Un,Nour,\n")
    assert [(found.code, found.column, found.blocks) for found in plan.problems] == [("unknown_slot", "responsable", False)]
    assert "headline" in plan.problems[0].mend["en"]


def test_a_cell_for_another_template_is_a_remark(planned: Planned, settings: Settings) -> None:
    (settings.templates_dirs[0] / "suite" / "template.toml").write_text(BEHAVIOUR_WITH_PLACE)
    plan = planned("date,template,headline,place\n2026-12-03,carte,Un,Lyon\n2026-12-04,suite,Un,Lyon\n")
    assert troubles(plan) == [("slot_elsewhere", 2, "place", "Lyon")]


BEHAVIOUR_WITH_PLACE = '[slots.headline]\nrequired = true\n[slots.place]\ntype = "text"\n'


def test_errors_of_the_pipeline_name_the_column() -> None:
    row = Row(7, "a", True, dt.date(2026, 12, 3), None, "carte", content={"headline": "x"}, titles={"headline": "Titre"})
    found = problem_of(ContentError("too long", mend="shorten it", slot="headline", needed_px=12), row)
    assert (found.code, found.line, found.column, found.value, found.row) == ("content", 7, "Titre", "x", "a")
    assert found.message["fr"] == "too long (needed_px 12)"
    assert problem_of(ContentError("x", slot="items.0.title"), row).column == "items.0.title"


def test_a_mistyped_column_gets_the_title_that_is_near(planned: Planned) -> None:
    """A caption under a mistyped title would be lost: the field is named as a calendar of the reader's language calls it."""
    plan = planned("date,template,légnde,heur,headlin,qui relit,headline\n2026-12-01,carte,Oui,9h,x,à moi,Un\n")
    told = {found.column: (found.mend["fr"].partition(" ?")[0], found.mend["en"].partition("?")[0]) for found in plan.problems}
    assert told["légnde"] == ("vouliez-vous dire « légende »", "did you mean “caption”")
    assert told["heur"] == ("vouliez-vous dire « heure »", "did you mean “time”")
    assert told["headlin"] == ("vouliez-vous dire « headline »", "did you mean “headline”")
    assert told["qui relit"][0].startswith("renommez la colonne")


def test_a_mistyped_template_gets_the_name_that_is_near(planned: Planned) -> None:
    (found,) = planned("date,template,headline\n2026-12-01,cartte,Un\n").problems
    assert found.mend["fr"].startswith("vouliez-vous dire « carte » ? modèles connus : ")
    assert found.mend["en"].startswith("did you mean “carte”? known templates: ")


def test_stems_are_plain_letters() -> None:
    row = Row(2, "À l’été : 50 % !", True, dt.date(2026, 12, 3), None, "promo")
    assert file_stem(row) == "2026-12-03-a-l-ete-50"


@pytest.mark.parametrize("calendar", ["mois.csv", "sous/mois.csv"])
def test_photos_are_read_once(desk: Path, kit: BrandKit, settings: Settings, calendar: str) -> None:
    file = desk / "mois.csv"
    file.write_text("date,template,headline,photo\n2026-12-03,carte,a,b.jpg\n2026-12-04,carte,a,./b.jpg\n")
    plan = plan_calendar(read_calendar(file), desk, kit, settings)
    one, two = (post.pictures[0].job.content["photo"] for post in plan.posts)
    assert one is two


def test_clips(planned: Planned, desk: Path) -> None:
    wav(desk / "chanson.wav", sine(2.0))
    film(desk / "film.mp4", greys((64, 64)), count=20, fps=10)
    plan = planned(
        "date,template,ratios,output,headline,photo,son,durée du clip\n"
        '2026-12-01,carte,4x5 | 1x1,mp4,Un,film.mp4#t=0.5,Chanson.WAV#t=1,"2,5 s"\n'
        "2026-12-02,suite,,GIF,Deux,,,\n"
        "2026-12-03,carte,,WebP animé,Trois,,,\n"
        "2026-12-04,carte,,webp,Quatre,film.mp4,,\n"
    )
    assert troubles(plan) == []
    assert [picture.name for picture in plan.pictures] == [
        "2026-12-01-carte-4x5.mp4", "2026-12-01-carte-1x1.mp4", "2026-12-02-suite-4x5.gif", "2026-12-03-carte-4x5.webp",
        "2026-12-04-carte-4x5.webp",
    ]  # fmt: skip
    first, _, second, third, still = plan.pictures
    assert first.poster == "2026-12-01-carte-4x5-poster.jpg"
    assert first.clip is not None
    assert first.clip.sound is not None
    assert (first.clip.duration_s, first.clip.sound.start_s, first.clip.fps) == (2.5, 1.0, 30)
    assert isinstance(first.job.content["photo"], FootageValue)
    assert first.job.content["photo"].start_s == 0.5
    assert second.clip is not None
    assert (len(second.clip.scenes), second.clip.output.type) == (3, "gif")
    assert third.clip is not None
    assert third.clip.output.type == "webp"
    assert (still.clip, still.job.output.type) == (None, "webp")


def test_clips_that_cannot_be_are_told(planned: Planned, desk: Path) -> None:
    (desk / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(40))
    plan = planned(
        "date,template,output,headline,photo,sound,clip duration\n"
        "2026-12-01,carte,mp4,a,film.mp4,,\n"
        "2026-12-02,carte,mp4,a,,rien.mp3,\n"
        "2026-12-03,carte,mp4,a,,b.jpg,\n"
        "2026-12-04,carte,mp4,a,,,longtemps\n"
        "2026-12-05,carte,mp4,a,,,900\n"
    )
    assert troubles(plan) == [
        ("media", 2, "photo", "film.mp4"),
        ("photo_missing", 3, "sound", "rien.mp3"),
        ("media", 4, "sound", "b.jpg"),
        ("clip_duration", 5, "clip duration", "longtemps"),
        ("clip_duration", 6, "clip duration", "900"),
    ]
