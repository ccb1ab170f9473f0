"""`visualgen posts`: look at posts, their stories, and do with them whatever a person may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.desk_here import day, desk_here, hour
from visualgen.cli.options import JsonOption, KitsOption, LanguageOption, TemplatesOption, settings_from

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from visualgen.posts.model import Post, PostState
    from visualgen.publish.desk import Desk

app = typer.Typer(no_args_is_help=True)
EXIT_LEFT = 1
PostArgument = Annotated[str, typer.Argument(metavar="ID", help="The post's id, or its id in the calendar file.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why; it is kept with the post.")]


@app.command(name="list")
def list_(
    kit: Annotated[str | None, typer.Option("--kit", metavar="KIT", help="Only this brand's.")] = None,
    state: Annotated[list[str] | None, typer.Option("--state", help="Only in this state (attention, review…); several times.")] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Up to this day.")] = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List posts by day: what needs a person comes first."""
    from visualgen.posts import repository

    settings = settings_from(kits=kits, language=lang)
    states = [_state(one) for one in state or ()]
    first, last = day(since) if since else None, day(until) if until else None
    with desk_here(settings) as here, here.desk.database.read() as session:
        brands = {here.brand(kit): kit} if kit else {brand_id: name for name, brand_id in here.brands.items()}
        rows: list[dict[str, Any]] = []
        cursor, more = None, True
        while more:
            page = repository.posts(session, brands, since=first, until=last, states=states, cursor=cursor, limit=200)
            rows += [{"brand": brands[post.brand_id], **_summary(session, post)} for post in page.items]
            cursor, more = page.next, page.next is not None
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    _table(sorted(rows, key=lambda row: (row["state"] != "attention", row["date"], row["time"] or "")), settings.language)


@app.command()
def show(
    post: PostArgument,
    whole: Annotated[bool, typer.Option("--whole", help="Every step of the publisher, not only what a person wants to know.")] = False,
    kits: KitsOption = None,
    templates: TemplatesOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell a post's story: who did what, when, why, and what the networks answered."""
    from visualgen.posts import repository
    from visualgen.publish.notes import note_words
    from visualgen.publish.story import shown, state_words, story_of

    settings = settings_from(templates, kits, lang)
    with desk_here(settings) as here, here.desk.database.read() as session:
        found = repository.post(session, post, here.actor.brand_ids)
        facts = _facts(session, here.desk, found, settings.language)
        lines = story_of(session, found, whole=whole)
    if as_json:
        facts["story"] = [line.to_dict(settings.language) for line in lines]
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    fr = settings.language == "fr"
    typer.echo(
        f"{facts['reference']}  {facts['date']} {facts['time'] or ''} {facts['zone']}  [{state_words(facts['state'], settings.language)}]"
    )
    typer.echo(_words_of(facts, fr=fr))
    colon = " : " if fr else ": "
    for publication in facts["publications"]:
        note = f" — {note_words(publication['note'], settings.language)}" if publication["note"] else ""
        stands = state_words(publication["state"], settings.language)
        typer.echo(f"  {publication['channel']}{colon}{stands}{note} {publication['url']}".rstrip())
    if facts["state"] == "attention":
        ways = [f"visualgen posts resolve {facts['reference']} sent|again|drop"]
        if any(publication["state"] == "missed" for publication in facts["publications"]):
            ways.insert(0, f"visualgen posts move {facts['reference']} --date {'JOUR' if fr else 'DAY'} --time HH:MM")
        typer.echo(("  → décidez : " if fr else "  → decide: ") + (" ou " if fr else " or ").join(ways))
    if not facts["facts"].get("alt"):
        typer.echo(("  texte alternatif manquant, proposé : " if fr else "  alt text missing, suggested: ") + facts["suggested_alt"])
    typer.echo()
    typer.echo(shown(lines, found.zone, settings.language))


@app.command()
def edit(
    post: PostArgument,
    set_: Annotated[list[str], typer.Option("--set", metavar="FIELD=VALUE", help="caption, alt, link…, caption:CHANNEL, or a slot.")],
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change a post's words: a new version, to be approved again; a scheduled post is taken back first."""
    from visualgen.calendar.columns import column
    from visualgen.errors import PostError
    from visualgen.publish import desk as at_desk

    changes: dict[str, Any] = {}
    for text in set_:
        name, sign, value = text.partition("=")
        meaning = column(name)
        if not sign or meaning is None:
            raise PostError(
                f"{text!r} says no field and value",
                mend="write --set caption='Bonjour'",
            ).french(f"« {text} » ne dit pas quel champ et quelle valeur", "écrivez --set caption='Bonjour'")
        if meaning.kind == "field":
            changes[meaning.name] = _listed(meaning.name, value)
        else:
            group = {"caption": "captions", "slot": "content", "focus": "focus"}[meaning.kind]
            changes.setdefault(group, {})[meaning.name] = value
    with desk_here(settings_from(kits=kits, language=lang)) as here:
        found = at_desk.edit(here.desk, here.actor, post, changes, folder=Path.cwd())
        _told(here.desk, found, as_json)


@app.command()
def move(
    post: PostArgument,
    date: Annotated[str, typer.Option("--date", metavar="DAY", help="The new day: 2026-12-03.")],
    time: Annotated[str | None, typer.Option("--time", metavar="HOUR", help="The new hour: 9h30; without it the one it has.")] = None,
    zone: Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="Another time zone, such as America/New_York.")] = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a post another hour, up to the moment it is sent; its approval stays."""
    from visualgen.posts import repository
    from visualgen.publish import desk as at_desk

    with desk_here(settings_from(kits=kits, language=lang)) as here:
        with here.desk.database.read() as session:
            before = repository.post(session, post, here.actor.brand_ids)
        at = hour(time) if time else before.time
        found = at_desk.move(here.desk, here.actor, before.id, day(date), at, zone=zone, seen=before.stamp)
        _told(here.desk, found, as_json)


@app.command()
def submit(
    post: PostArgument, kits: KitsOption = None, templates: TemplatesOption = None, lang: LanguageOption = None, as_json: JsonOption = False
) -> None:
    """Make a post's pictures and send it to review."""
    from visualgen.publish import scheduling

    with desk_here(settings_from(templates, kits, lang)) as here:
        found, problems = scheduling.submit(here.desk, here.actor, post)
        language = here.desk.settings.language
        for problem in problems:
            column = f"{problem.column}{' : ' if language == 'fr' else ': '}" if problem.column else ""
            typer.echo(f"{column}{problem.message[language]} — {problem.mend[language]}", err=True)
        _told(here.desk, found, as_json)
    if problems:
        raise typer.Exit(EXIT_LEFT)


@app.command()
def approve(
    post: PostArgument,
    why: WhyOption = "",
    kits: KitsOption = None,
    templates: TemplatesOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a post as it stands: its words, pictures and bytes are what will be sent."""
    from visualgen.publish import scheduling

    with desk_here(settings_from(templates, kits, lang)) as here:
        _told(here.desk, scheduling.approve(here.desk, here.actor, post, comment=why), as_json)


@app.command()
def schedule(
    post: PostArgument,
    override: Annotated[str, typer.Option("--override", metavar="WHY", help="Although a finding blocks it: why; it is kept.")] = "",
    kits: KitsOption = None,
    templates: TemplatesOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hand an approved post to the publisher for its hour; what a network would refuse is told now."""
    from visualgen.publish import scheduling

    with desk_here(settings_from(templates, kits, lang)) as here:
        _told(here.desk, scheduling.schedule(here.desk, here.actor, post, override=override), as_json)


@app.command()
def cancel(
    post: PostArgument, why: WhyOption = "", kits: KitsOption = None, lang: LanguageOption = None, as_json: JsonOption = False
) -> None:
    """Take a post off the schedule, up to the moment it is sent; it stays approved."""
    from visualgen.publish import desk as at_desk

    with desk_here(settings_from(kits=kits, language=lang)) as here:
        _told(here.desk, at_desk.cancel(here.desk, here.actor, post, why=why), as_json)


@app.command()
def resolve(
    post: PostArgument,
    decision: Annotated[str, typer.Argument(metavar="sent|again|drop", help="sent: it is there; again: once more; drop: let it be.")],
    channel: Annotated[str | None, typer.Option("--channel", help="Only this channel's.")] = None,
    url: Annotated[str, typer.Option("--url", help="Where it is to be seen, with sent.")] = "",
    why: WhyOption = "",
    kits: KitsOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide what the machine cannot: a post that may be out, missed its hour, or was refused."""
    from visualgen.publish import desk as at_desk

    with desk_here(settings_from(kits=kits, language=lang)) as here:
        _told(here.desk, at_desk.resolve(here.desk, here.actor, post, decision, channel=channel, why=why, url=url), as_json)


@app.command()
def link(
    posts: Annotated[list[str], typer.Argument(metavar="ID…", help="The posts to be approved.")],
    client: Annotated[str, typer.Option("--client", help="Who will look: the name that the story tells.")],
    days: Annotated[int, typer.Option("--days", min=1, max=90, help="How long the link is good.")] = 14,
    url: Annotated[
        str, typer.Option("--url", help="Where the service is reached; VISUALGEN_PUBLIC_URL, if it is set, goes before.")
    ] = "http://127.0.0.1:8000",
    kits: KitsOption = None,
    templates: TemplatesOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a link by which a client sees posts and approves them, without an account."""
    from visualgen.publish import links

    settings = settings_from(templates, kits, lang)
    with desk_here(settings) as here:
        made, path = links.create(here.desk, here.actor, posts, client, days=days)
        address = f"{settings.public_url or url}{path}"
    facts = {"id": made.id, "link": address, "expires": made.expires_at.isoformat(timespec="minutes")}
    typer.echo(json.dumps(facts) if as_json else address)


def _state(text: str) -> PostState:
    """Return the state of that name, in English or as it is shown in French. Raises `UnknownName`."""
    from visualgen.calendar.columns import fold
    from visualgen.errors import UnknownName
    from visualgen.posts.model import PostState
    from visualgen.publish.story import STATES

    for one in PostState:
        if fold(text) in (one.value, *map(fold, STATES[one.value])):
            return one
    raise UnknownName(f"{text!r} is no state of a post", mend=f"choose from: {', '.join(PostState)}").french(
        f"« {text} » n’est pas l’état d’un post", f"choisissez : {', '.join(STATES[one.value][0] for one in PostState)}"
    )


def _listed(name: str, value: str) -> Any:
    from visualgen.calendar.cells import split_words
    from visualgen.calendar.columns import channel_name

    if name in ("channels", "ratios", "hashtags"):
        words = split_words(value, spaces=name != "channels")
        return [channel_name(word) for word in words] if name == "channels" else list(words)
    return [part.strip() for part in value.split("|") if part.strip()] if name == "media" else value


def _summary(session: Session, post: Post) -> dict[str, Any]:
    from visualgen.posts import repository
    from visualgen.publish import repository as ledger

    facts = repository.version(session, post).facts
    words = facts.get("content", {}).get("headline") or facts.get("caption") or facts.get("template") or ""
    return {
        "id": post.id, "reference": post.reference, "date": post.date.isoformat(),
        "time": f"{post.time:%H:%M}" if post.time else None, "zone": post.zone,
        "due": post.due_at.isoformat() if post.due_at else None, "state": post.state, "version": post.version, "stamp": post.stamp,
        "channels": facts.get("channels", []), "pillar": facts.get("pillar", ""), "title": str(words).replace("*", "").split("\n")[0][:60],
        "publications": [
            {
                "channel": row.channel, "state": row.state, "tries": row.tries, "url": row.url, "note": row.note,
                "published": row.published_at.isoformat() if row.published_at else None,
            }
            for row in ledger.publications_of(session, post.id)
        ],
    }  # fmt: skip


def _facts(session: Session, desk: Desk, post: Post, language: str) -> dict[str, Any]:
    from visualgen.posts import repository
    from visualgen.posts.words import suggested_alt

    facts = repository.facts_now(session, post)
    title = desk.library.template(facts["template"], post.brand_id).title if facts.get("template") else ""
    return {
        **_summary(session, post),
        "facts": facts,
        "suggested_alt": suggested_alt(facts, desk.kit(session, post.brand_id), title, language),
        "media": [
            {"channel": item.channel, "position": item.position, "blob": item.blob, "render_key": item.render_key, "type": item.media_type}
            for item in repository.media(session, post)
        ],
    }


def _words_of(facts: dict[str, Any], *, fr: bool) -> str:
    """Return what the post says and where it goes, a line each."""
    said: dict[str, Any] = facts["facts"]
    caption, alt, kind = ("légende", "texte alternatif", "modèle") if fr else ("caption", "alt text", "template")
    lines = [
        (kind, said.get("template", "")),
        ("canaux" if fr else "channels", ", ".join(facts["channels"])),
        (caption, said.get("caption", "")),
    ]
    lines += [(f"{caption} {channel}", text) for channel, text in said.get("captions", {}).items()]
    lines += [
        (alt, said.get("alt", "")),
        ("hashtags", " ".join(said.get("hashtags", ()))),
        ("lien" if fr else "link", said.get("link", "")),
        ("premier commentaire" if fr else "first comment", said.get("first_comment", "")),
        ("médias" if fr else "media", " | ".join(said.get("media", ()))),
        ("pilier" if fr else "pillar", said.get("pillar", "")),
        *said.get("content", {}).items(),
    ]
    return "\n".join(f"  {name}{' : ' if fr else ': '}{' '.join(str(value).split())}" for name, value in lines if value)


def _told(desk: Desk, post: Post, as_json: bool) -> None:
    from visualgen.publish.story import state_words

    with desk.database.read() as session:
        facts = _summary(session, post)
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        when = f"{facts['date']} {facts['time'] or ''}".strip()
        typer.echo(f"{facts['reference']}  {when}  [{state_words(facts['state'], desk.settings.language)}]")


def _table(rows: list[dict[str, Any]], language: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from visualgen.publish.story import state_words

    table = Table(show_edge=False, pad_edge=False)
    fr = language == "fr"
    several = len({row["brand"] for row in rows}) > 1
    titles = ("jour", "heure", "état", "post", "canaux", "mots") if fr else ("day", "time", "state", "post", "channels", "words")
    if several:
        table.add_column("marque" if fr else "brand")
    for title in titles:
        table.add_column(title, overflow="fold", no_wrap=title == "post")  # an id is there to be copied
    for row in rows:
        style = "bold red" if row["state"] == "attention" else None
        words = (
            row["date"],
            row["time"] or "",
            state_words(row["state"], language),
            row["reference"],
            ", ".join(row["channels"]),
            row["title"],
        )
        table.add_row(*((row["brand"], *words) if several else words), style=style)
    Console().print(table)
