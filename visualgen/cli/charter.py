"""`visualgen charter`: hold texts against the kit's charter, mend what is safe, and deal out hashtags for a month."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, settings_from
from visualgen.errors import ContentError, UnknownName

if TYPE_CHECKING:
    import datetime as dt

    from visualgen.brand.model import BrandKit
    from visualgen.calendar.model import Calendar, DateOrder
    from visualgen.charter.report import Checked
    from visualgen.settings import Settings

app = typer.Typer(no_args_is_help=True)

EXIT_FINDINGS = 1
TEXT_BYTES = 4_000_000
_CALENDARS = (".csv", ".tsv", ".xlsx", ".xlsm", ".yaml", ".yml", ".json")
_TEXTS = (".txt", ".md")

KitOption = Annotated[str, typer.Option("--kit", metavar="KIT", help="The brand kit whose charter counts.")]
DatesOption = Annotated[
    Literal["dmy", "mdy"] | None, typer.Option("--dates", metavar="dmy|mdy", help="How to read 03/04, where a calendar leaves it open.")
]
ChannelOption = Annotated[str, typer.Option("--channel", metavar="CHANNEL", help="The network the text is for: its hashtag sets and caps.")]


@app.command()
def check(
    source: Annotated[str, typer.Argument(metavar="FILE|TEXT", help="A text, a text file, a calendar, or - for standard input.")],
    kit: KitOption,
    fix: Annotated[bool, typer.Option("--fix", help="Apply the safe fixes: to the file, or to the text that is printed.")] = False,
    channel: ChannelOption = "",
    pillar: Annotated[str, typer.Option("--pillar", metavar="PILLAR", help="The content pillar of the post.")] = "",
    kind: Annotated[
        Literal["caption", "alt", "slot"],
        typer.Option("--kind", metavar="caption|alt|slot", help="What the text is; words in the visual are a slot."),
    ] = "caption",
    locale: Annotated[str, typer.Option("--locale", metavar="LOCALE", help="The text's language (fr-FR, en); without it the kit's.")] = "",
    date: Annotated[
        str, typer.Option("--date", metavar="DATE", help="The day of the post, 2026-12-03, for weekdays and the official sales.")
    ] = "",
    spelling: Annotated[bool, typer.Option("--spelling/--no-spelling", help="Look words up in the dictionaries.")] = True,
    dates: DatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what departs from the charter, the law or good French, each with its mend.

    Exit code 1 when anything blocks or warns, 2 for wrong input.
    """
    from visualgen.brand.reading import load_kit
    from visualgen.charter.report import lines

    settings = settings_from(kits=kits, language=lang)
    brand = load_kit(kit, settings)
    skip = frozenset() if spelling else frozenset({"spelling"})
    facts = {"channel": _channel(channel), "pillar": _pillar(pillar, brand), "locale": locale, "date": _date(date)}
    path = _file(source)
    left: list[str] = []
    if path is not None and path.suffix.lower() in _CALENDARS:
        texts, left = _calendar(path, brand, facts, skip, fix, dates, settings)
    else:
        texts = [_text(source, path, brand, facts, skip, fix, kind)]
    if as_json:
        typer.echo(_shown(json.dumps(_data(brand, texts, left, settings.language), ensure_ascii=False)))
    else:
        if fix and path is None:
            typer.echo(_shown(texts[0].after))
            typer.echo("")
        for line in lines(texts, settings.language):
            typer.echo(_shown(line))
        for text in left:
            typer.echo(_LEFT[settings.language if settings.language in _LEFT else "en"].format(text=text.splitlines()[0][:60]))
    if any(finding.severity != "notes" for text in texts for finding in text.findings):
        raise typer.Exit(EXIT_FINDINGS)


_LEFT = {"fr": "À reporter à la main dans le fichier : « {text}… »", "en": "To copy into the file by hand: “{text}…”"}


@app.command()
def hashtags(
    calendar: Annotated[Path, typer.Argument(metavar="CALENDAR", help="The month: .csv, .xlsx, .yaml or .json.")],
    kit: KitOption,
    channel: ChannelOption = "",
    dates: DatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Deal out the charter's hashtags: every post gets those of its pillar in turn, so that neighbours differ."""
    from visualgen.brand.reading import load_kit
    from visualgen.calendar.reading import read_calendar
    from visualgen.charter.hashtags import rotated

    settings = settings_from(kits=kits, language=lang)
    brand = load_kit(kit, settings)
    rows = read_calendar(calendar, dates=dates, language=_language(settings)).rows
    chosen = rotated(rows, brand.charter, _channel(channel))
    if as_json:
        typer.echo(json.dumps({"hashtags": {name: list(tags) for name, tags in chosen.items()}}, ensure_ascii=False))
        return
    width = max((len(name) for name in chosen), default=0)
    for name, tags in chosen.items():
        typer.echo(f"{name:<{width}}  {' '.join(tags)}")


def _text(source: str, path: Path | None, brand: BrandKit, facts: dict[str, Any], skip: frozenset[str], fix: bool, kind: Any) -> Checked:
    from visualgen.charter.checking import check as hold
    from visualgen.charter.checking import mend
    from visualgen.charter.report import Checked

    text = _read(path) if path is not None else _standard_input() if source == "-" else source
    mended = mend(text, brand, kind=kind, skip=skip, **facts) if fix else None
    after = mended.after if mended else text
    if path is not None and after != text:
        path.write_text(after, encoding="utf-8", newline="")
    findings = hold(after, brand, kind=kind, skip=skip, **facts)
    return Checked(str(path or ""), kind, text, after, findings, len(mended.applied) if mended else 0, facts["channel"])


def _calendar(
    path: Path, brand: BrandKit, facts: dict[str, Any], skip: frozenset[str], fix: bool, dates: DateOrder | None, settings: Settings
) -> tuple[list[Checked], list[str]]:
    from visualgen.calendar.reading import read_calendar
    from visualgen.charter.calendars import repeated_sets, rewritten, texts_of
    from visualgen.charter.checking import check as hold
    from visualgen.charter.checking import mend
    from visualgen.charter.report import Checked

    calendar: Calendar = read_calendar(path, dates=dates, language=_language(settings))
    texts: list[Checked] = []
    changed: dict[str, str] = {}
    left: list[str] = []
    for row in calendar.rows:
        for piece in texts_of(row):
            own = {
                **facts,
                "channel": facts["channel"] or piece.channel,
                "pillar": facts["pillar"] or row.pillar,
                "date": facts["date"] or row.date,
            }
            options: dict[str, Any] = {**own, "kind": piece.kind, "field": piece.field, "skip": skip | piece.skip, "hashtags": row.hashtags}
            mended = mend(piece.text, brand, **options) if fix else None
            after = mended.after if mended else piece.text
            if after != piece.text:
                changed[piece.text] = after
            where = f"{row.id} · {piece.field}" + (f" · {own['channel']}" if own["channel"] else "")
            findings = hold(after, brand, **options)
            count = len(mended.applied) if mended else 0
            texts.append(Checked(where, piece.field, piece.text, after, findings, count, own["channel"], row.id))
    levels = brand.charter["rules"]
    for row, found in repeated_sets(calendar.rows, brand.charter):
        if levels.get(found.code, "notes") != "off":
            words = " ".join(row.hashtags)
            one = dataclasses.replace(found, severity=levels.get(found.code, found.severity))
            texts.append(Checked(f"{row.id} · hashtags", "hashtags", words, words, (one,), row=row.id))
    if changed:
        data, left = rewritten(path.read_bytes(), path, changed, calendar, dates)
        if len(left) < len(changed):
            path.write_bytes(data)
    return texts, left


def _data(brand: BrandKit, texts: list[Checked], left: list[str], language: str) -> dict[str, Any]:
    severities = [finding.severity for text in texts for finding in text.findings]
    return {
        "kit": brand.name,
        "texts": [
            {
                "row": text.row or None,
                "field": text.field,
                "channel": text.channel or None,
                "text": text.after,
                "before": text.before if text.before != text.after else None,
                "mended": text.mended,
                "findings": [finding.to_dict(language) for finding in text.findings],
            }
            for text in texts
        ],
        "left": left,
        "summary": {name: severities.count(name) for name in ("blocks", "warns", "notes")},
    }


def _shown(text: str) -> str:
    """Return the text with half characters as �, so that it can be printed."""
    return "".join("\ufffd" if "\ud800" <= mark <= "\udfff" else mark for mark in text)


def _file(source: str) -> Path | None:
    """Return the file that `source` names, None where it is a text; raises `ContentError` for a file's name without a file."""
    if "\n" in source or len(source) > 1000:
        return None
    path = Path(source)
    try:
        if path.is_file():
            return path
    except (OSError, ValueError):
        return None
    if path.suffix.lower() in (*_CALENDARS, *_TEXTS) and " " not in source:
        raise ContentError(
            "there is no such file",
            mend="check its name, or put a text in quotes",
            file=source,
        ).french("il n’y a pas de fichier de ce nom", "vérifiez son nom, ou mettez le texte entre guillemets")
    return None


def _read(path: Path) -> str:
    from visualgen.calendar.encoding import decode

    if path.stat().st_size > TEXT_BYTES:
        raise ContentError(f"the file has more than {TEXT_BYTES:,} bytes", mend="check one caption, or a calendar", file=str(path))
    try:
        return decode(path.read_bytes())
    except UnicodeError as error:
        raise ContentError(f"the file is no text: {error}", mend="save it as UTF-8 text", file=str(path)) from None


def _standard_input() -> str:
    data = sys.stdin.buffer.read(TEXT_BYTES + 1)
    if len(data) > TEXT_BYTES:
        raise ContentError(f"standard input has more than {TEXT_BYTES:,} bytes", mend="send one caption")
    return data.decode("utf-8", "surrogateescape").removesuffix("\n")


def _channel(name: str) -> str:
    from visualgen.calendar.columns import CHANNELS, channel_name

    if name and channel_name(name) not in CHANNELS:
        raise UnknownName(
            f"no channel is named {name!r}",
            mend=f"channels that are known: {', '.join(CHANNELS)}",
            channel=name,
        ).french(f"aucun canal ne s’appelle « {name} »", f"canaux connus : {', '.join(CHANNELS)}")
    return channel_name(name) if name else ""


def _pillar(name: str, brand: BrandKit) -> str:
    known = {*brand.charter["hashtags"]["pillars"], *(pillar["id"] for pillar in brand.strategy["pillars"])}
    if name and known and name not in known:
        raise UnknownName(
            f"the kit has no pillar {name!r}",
            mend=f"pillars that are there: {', '.join(sorted(known))}",
            pillar=name,
        ).french(f"le kit n’a pas de pilier « {name} »", f"ses piliers : {', '.join(sorted(known)) or 'aucun'}")
    return name


def _date(text: str) -> dt.date | None:
    import datetime as dt

    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise ContentError(
            f"{text!r} is not a date",
            mend="write it as 2026-12-03",
            option="--date",
        ).french(f"« {text} » n’est pas une date", "écrivez-la ainsi : 2026-12-03") from None


def _language(settings: Settings) -> str:
    return "fr" if settings.language == "fr" else "en"
