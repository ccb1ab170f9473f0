"""`visualgen clip`: templates, one kit and words become a clip (MP4, GIF or animated WebP) with its poster."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.content import given_content, pair
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.cli.outputs import finding_lines, make_folder, parse_size
from visualgen.errors import ContentError, OutputError, SettingsError

if TYPE_CHECKING:
    from visualgen.motion.products import ClipType, Sound
    from visualgen.pipeline import RenderedClip
    from visualgen.render.products import StillJob
    from visualgen.settings import Limits, Settings
    from visualgen.template.model import Template

CLIP_TYPES: dict[str, ClipType] = {".mp4": "mp4", ".gif": "gif", ".webp": "webp"}
PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
EXIT_INTERRUPTED = 130

_WORDS = {
    "fr": {"frames": "{done}/{total} images", "rate": "{rate:.0f} images/s", "stopped": "Interrompu : rien n’a été écrit."},
    "en": {"frames": "{done}/{total} frames", "rate": "{rate:.0f} frames/s", "stopped": "Interrupted: nothing was written."},
}


def clip(
    templates_named: Annotated[
        list[str], typer.Argument(metavar="TEMPLATE…", help="One scene each, in this order; all pages of a carousel are scenes.")
    ],
    kit: Annotated[str, typer.Option("--kit", metavar="KIT", help="A brand kit's name or folder.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where to write; .mp4, .gif or .webp, its poster beside it.")],
    ratio: Annotated[
        str | None, typer.Option("--ratio", metavar="RATIO", help="A ratio (9x16), WxH in px, or a placement (instagram.reel).")
    ] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="SLOT=VALUE", help="A slot's value; a video is a path, cut as clip.mp4#t=2,8.")
    ] = None,
    content: Annotated[Path | None, typer.Option("--content", metavar="FILE", help="Slot values as a JSON object; - reads stdin.")] = None,
    focus: Annotated[
        list[str] | None, typer.Option("--focus", metavar="SLOT=X,Y", help="A photo's or video's focal point, as fractions, or auto.")
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Fill the slots that are not set with the drawing's samples.")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Stamp the clip as a draft.")] = False,
    duration: Annotated[float | None, typer.Option("--duration", metavar="S", min=0.1, max=180, help="How long it lasts.")] = None,
    fps: Annotated[int | None, typer.Option("--fps", min=1, max=60, help="Frames a second; MP4 30, GIF and WebP 20.")] = None,
    poster: Annotated[float | None, typer.Option("--poster", metavar="S", min=0, help="The moment of the poster.")] = None,
    transition: Annotated[
        str | None, typer.Option("--transition", metavar="KIND", help="Between scenes: cut, crossfade, slide left, wipe top 0.8s, brand.")
    ] = None,
    end_card: Annotated[bool, typer.Option("--end-card", help="End with the kit's end card.")] = False,
    sound: Annotated[
        Path | None,
        typer.Option("--sound", metavar="FILE", help="The soundtrack, looped to the clip's length; a part: song.mp3#t=10,40."),
    ] = None,
    fade_in: Annotated[float, typer.Option("--fade-in", metavar="S", min=0, help="The soundtrack's fade at its beginning.")] = 0.3,
    fade_out: Annotated[float, typer.Option("--fade-out", metavar="S", min=0, help="The soundtrack's fade at its end.")] = 1.0,
    duck: Annotated[float, typer.Option("--duck", metavar="DB", min=0, max=60, help="How much lower it is while footage is heard.")] = 12.0,
    crf: Annotated[int, typer.Option("--crf", min=0, max=40, help="MP4: quality, lower is better and heavier.")] = 20,
    preset: Annotated[str, typer.Option("--preset", metavar="NAME", help="MP4: x264's preset, slower is lighter.")] = "veryfast",
    threads: Annotated[int, typer.Option("--threads", min=0, max=64, help="MP4: encoder threads; 0: all cores, 8 at most.")] = 0,
    max_bytes: Annotated[
        str | None, typer.Option("--max-bytes", metavar="SIZE", help="The best quality under this weight: 800k, 2M or bytes.")
    ] = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Combine templates, a kit and words into a clip that moves, with its poster."""
    kind = CLIP_TYPES.get(out.suffix.lower())
    if kind is None:
        raise OutputError(f"{out.name!r} says no known type", mend=f"end the name with one of {' '.join(CLIP_TYPES)}").french(
            f"« {out.name} » ne dit aucun type connu", f"finissez le nom par l’un de {' '.join(CLIP_TYPES)}"
        )
    if preset not in PRESETS:
        raise SettingsError(f"there is no preset {preset!r}", mend=f"choose one of {', '.join(PRESETS)}").french(
            f"il n’y a pas de préréglage « {preset} »", f"choisissez parmi {', '.join(PRESETS)}"
        )
    weight = None if max_bytes is None else parse_size(max_bytes)
    settings = settings_from(templates, kits, lang)

    from visualgen.motion.directions import transition as read_transition
    from visualgen.motion.jobs import clip_job
    from visualgen.motion.products import ClipOutput
    from visualgen.pipeline import World, render_clip

    stills = _stills(templates_named, kit, ratio, kind, settings, given=(content, assignments or [], focus or []))
    stills = tuple(replace(still, sample=sample, draft=draft) for still in stills)
    job = clip_job(
        stills,
        ClipOutput(kind, crf=crf, preset=preset, threads=threads, max_bytes=weight),
        settings.limits,
        fps=fps,
        duration_s=duration,
        poster_s=poster,
        sound=None if sound is None else _sound(sound, settings.limits, fade_in, fade_out, duck),
        transition=None if transition is None else read_transition(transition),
        end_card=end_card,
    )
    make_folder(out.parent)
    with _progress(settings.language) as told:
        made = render_clip(job, World.open(settings), out, told)
    _tell(made, settings.language, as_json=as_json)


def _stills(
    names: list[str], kit: str, ratio: str | None, kind: ClipType, settings: Settings, given: tuple[Path | None, list[str], list[str]]
) -> tuple[StillJob, ...]:
    """Return a still for every template; of several, each is given the values it has a slot for."""
    from visualgen.brand.reading import load_kit
    from visualgen.motion.jobs import clip_target
    from visualgen.render.products import StillJob
    from visualgen.template.reading import load_template

    loaded = [load_template(name, settings) for name in names]
    brand = load_kit(kit, settings)
    target = clip_target(ratio, loaded[0], kind, settings.limits)
    if len(loaded) == 1:
        return (StillJob(loaded[0], brand, target, given_content(loaded[0], *given, settings.limits)),)
    size = "x".join(map(str, target.size_px))
    known = {name for template in loaded for name in template.slots}
    for text in (*given[1], *given[2]):
        if pair(text)[0] not in known:
            raise ContentError(
                "none of the templates has such a slot", mend=f"they have: {', '.join(sorted(known))}", slot=pair(text)[0]
            ).french("aucun des modèles n’a cette zone", f"leurs zones : {', '.join(sorted(known))}")
    stills = []
    for template in loaded:
        own = replace(clip_target(size, template, "mp4", settings.limits), placement=target.placement)
        stills.append(StillJob(template, brand, own, _of(template, given, settings.limits)))
    return tuple(stills)


def _of(template: Template, given: tuple[Path | None, list[str], list[str]], limits: Limits) -> dict[str, Any]:
    file, *lists = given
    assignments, focuses = ([text for text in texts if pair(text)[0] in template.slots] for texts in lists)
    values = given_content(template, file, assignments, focuses, limits)
    return {name: value for name, value in values.items() if name in template.slots}


def _sound(named: Path, limits: Limits, fade_in: float, fade_out: float, duck: float) -> Sound:
    from visualgen.motion.media.given import split_part
    from visualgen.motion.media.sound import sound_file

    name, part = split_part(str(named))
    start, end = part or (0.0, None)
    return replace(sound_file(Path(name), limits, start_s=start, end_s=end), fade_in_s=fade_in, fade_out_s=fade_out, duck_db=duck)


@contextmanager
def _progress(language: str) -> Iterator[Any]:
    """Give what hears of every frame: it draws the bar (frames, frames a second, time left) and ends the work after Ctrl-C.

    The signal only leaves a mark, which is looked at between two frames: raised in the middle of one it could fall into a
    callback from C, where Python drops it, and a second one into the tidying up.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    words = _WORDS[language]
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in (signal.SIGINT, signal.SIGTERM)}
    bar = Progress(
        BarColumn(), TextColumn("{task.fields[text]}"), TimeRemainingColumn(compact=True), console=Console(stderr=True), transient=True
    )
    try:
        with bar:
            task = bar.add_task("", total=None, text="")

            def told(done: int, total: int) -> None:
                if came:
                    raise KeyboardInterrupt
                rate = bar.tasks[0].speed or 0.0
                parts = [words["frames"].format(done=done, total=total)] + ([words["rate"].format(rate=rate)] if rate else [])
                bar.update(task, completed=done, total=total, text=" · ".join(parts))

            yield told
    except KeyboardInterrupt:
        typer.echo(words["stopped"], err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(made: RenderedClip, language: str, *, as_json: bool) -> None:
    written = made.written
    facts = {
        "path": str(made.path),
        "poster": str(made.poster),
        "width": made.size_px[0],
        "height": made.size_px[1],
        "duration_s": round(made.duration_s, 3),
        "fps": written.fps,
        "frames": written.frames,
        "bytes": written.weight_bytes,
        "media_type": made.media_type,
        "quality": written.quality,
        "sound": written.sound,
        "key": made.key,
        "findings": [finding.to_dict(language) for finding in made.findings],
    }
    if as_json:
        typer.echo(json.dumps({"clip": facts}, ensure_ascii=False, indent=2))
        return
    weight = (
        f"{written.weight_bytes / 1_000_000:.1f} MB" if written.weight_bytes >= 1_000_000 else f"{written.weight_bytes / 1_000:,.0f} kB"
    )
    typer.echo(f"{made.path}  {made.size_px[0]} × {made.size_px[1]} px, {made.duration_s:g} s, {written.fps:.3g} fps, {weight}")
    typer.echo(f"{made.poster}")
    for line in finding_lines(facts["findings"], language):  # type: ignore[arg-type]
        typer.echo(f"  {line}")
