"""The editorial charter (`charter.toml`): how the brand writes. Read and validated here; `visualgen.charter` holds texts against it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from visualgen.brand.fields import Fields, read_toml
from visualgen.errors import UnknownName
from visualgen.formats import channel_limits

ADDRESSES = ("tu", "vous", "neutral", "free")
INCLUSIVE = ("none", "doublet", "point_median", "epicene", "free")
EMOJI = ("none", "few", "free")
POSITIONS = ("anywhere", "end")
REGISTERS = ("vulgar", "sms", "slang", "hype", "anglicisms")
EXPRESSIONS = ("signature", "opening", "closing")
SECTORS = ("food", "health", "credit")
LEVELS = ("off", "notes", "warns", "blocks")

CODES = (
    "broken_character", "hidden_character", "direction_mark", "fancy_letters", "address_tu", "address_vous", "address_mixed",
    "address_direct", "forbidden_word", "replaced_word", "pattern", "pattern_slow", "tone_vulgar", "tone_sms", "tone_slang",
    "tone_hype", "tone_anglicisms", "brand_name", "expression_missing", "expression_misquoted", "legal_commercial", "legal_discount",
    "legal_contest", "legal_alcohol", "legal_food", "legal_credit", "legal_health", "legal_slimming", "legal_green", "legal_sales",
    "legal_own", "hashtag_limit", "hashtag_twice", "hashtag_missing", "hashtag_pillar", "hashtag_forbidden", "hashtag_spelling",
    "hashtag_cut", "hashtags_repeated", "emoji_limit", "emoji_not_allowed", "emoji_forbidden", "emoji_position", "emoji_row",
    "inclusive_form",
    "inclusive_masculine", "exclamations", "punctuation_run", "capitals", "long_sentence", "reading_level", "spelling",
    "repeated_word", "weekday", "french_spacing", "apostrophe", "ellipsis", "quotes", "hours", "ordinals", "figures", "dashes",
    "capital_accent", "double_space", "comma_space", "unbalanced", "link_text", "link_dead", "link_tracking", "alt_redundant",
    "alt_file_name", "alt_noise", "alt_long",
)  # fmt: skip
"""The findings of `visualgen.charter`, whose severity `[rules]` may set."""

PATTERN_CHARS = 500
PATTERNS = 50


def read_charter(path: Path) -> dict[str, Any]:
    """Return the charter, every key present; raises `KitError` with file and key where it cannot be used."""
    fields = Fields(read_toml(path) if path.is_file() else {}, file=str(path))
    charter = {
        "voice": _voice(fields.table("voice")),
        "style": _style(fields.table("style")),
        "spelling": _spelling(fields.table("spelling")),
        "words": _words(fields.table("words")),
        "expressions": _expressions(fields.table("expressions")),
        "hashtags": _hashtags(fields.table("hashtags")),
        "emoji": _emoji(fields.table("emoji")),
        "legal": _legal(fields.table("legal")),
        "rules": _rules(fields.table("rules")),
    }
    fields.done()
    return charter


def _voice(fields: Fields) -> dict[str, Any]:
    voice = {
        "tone": fields.texts("tone", ()),
        "address": fields.choice("address", ADDRESSES, "free"),
        "person": fields.text("person", "nous"),
        "summary": fields.text("summary", ""),
        "avoid": _several(fields, "avoid", REGISTERS, ("vulgar", "sms")),
    }
    fields.done()
    return voice


def _style(fields: Fields) -> dict[str, Any]:
    style = {
        "exclamations": int(fields.number("exclamations", 3, low=0, high=100)),
        "capital_words": int(fields.number("capital_words", 3, low=0, high=100)),
        "sentence_words": int(fields.number("sentence_words", 40, low=5, high=200)),
        "reading_ease": int(fields.number("reading_ease", 0, low=0, high=100)),
    }
    fields.done()
    return style


def _spelling(fields: Fields) -> dict[str, Any]:
    spelling = {
        "french_spacing": fields.flag("french_spacing", True),
        "inclusive": fields.choice("inclusive", INCLUSIVE, "free"),
        "capitals": fields.text("capitals", ""),
        "check": fields.flag("check", True),
        "dictionary": fields.texts("dictionary", ()),
    }
    fields.done()
    return spelling


def _words(fields: Fields) -> dict[str, Any]:
    words: dict[str, Any] = {
        "preferred": fields.texts("preferred", ()),
        "forbidden": fields.texts("forbidden", ()),
        "replace": fields.words("replace"),
        "patterns": tuple(_pattern(table) for table in fields.tables("patterns")),
    }
    preferred = {word.casefold() for word in words["preferred"]}
    for word in (*words["forbidden"], *words["replace"]):
        if word.casefold() in preferred:
            key = "forbidden" if word in words["forbidden"] else f"replace.{word}"
            raise fields.error(key, f"{word!r} is preferred and forbidden", "take it out of one of the two lists").french(
                f"« {word} » est à la fois préféré et écarté", "retirez-le de l’une des deux listes"
            )
    banned = {word.casefold() for word in (*words["forbidden"], *words["replace"])}
    for word, instead in words["replace"].items():
        if instead.casefold() in banned:
            what = f"what to say instead, {instead!r}, is forbidden itself"
            raise fields.error(f"replace.{word}", what, "say it with another word").french(
                f"« {instead} », à dire à la place, est écarté lui aussi", "choisissez un autre mot"
            )
    if len(words["patterns"]) > PATTERNS:
        raise fields.error("patterns", f"there are more than {PATTERNS} patterns", "keep the ones that matter").french(
            f"il y a plus de {PATTERNS} motifs", "gardez ceux qui comptent"
        )
    fields.done()
    return words


def _pattern(fields: Fields) -> dict[str, Any]:
    import regex

    pattern = {
        "pattern": fields.text("pattern"),
        "message": fields.text("message"),
        "mend": fields.text("mend", ""),
        "severity": fields.choice("severity", LEVELS[1:], "warns"),
    }
    if len(pattern["pattern"]) > PATTERN_CHARS:
        raise fields.error("pattern", f"the pattern has more than {PATTERN_CHARS} characters", "write several shorter ones").french(
            f"le motif a plus de {PATTERN_CHARS} signes", "écrivez-en plusieurs, plus courts"
        )
    try:
        regex.compile(pattern["pattern"])
    except (regex.error, RecursionError, OverflowError, ValueError) as problem:
        raise fields.error("pattern", f"this is not a regular expression: {problem}", "mend it, or list plain words").french(
            f"ce n’est pas une expression régulière : {problem}", "corrigez-la, ou mettez de simples mots dans words.forbidden"
        ) from None
    fields.done()
    return pattern


def _expressions(fields: Fields) -> dict[str, Any]:
    expressions: dict[str, Any] = {
        "signature": fields.text("signature", ""),
        "opening": fields.texts("opening", ()),
        "closing": fields.texts("closing", ()),
        "require": _several(fields, "require", EXPRESSIONS, ()),
    }
    empty = [name for name in expressions["require"] if not expressions[name]]
    if empty:
        raise fields.error("require", f"{empty[0]!r} is required and not written", f"add {empty[0]} here").french(
            f"« {empty[0]} » est exigé et n’est pas écrit", f"ajoutez {empty[0]} ici"
        )
    fields.done()
    return expressions


def _hashtags(fields: Fields) -> dict[str, Any]:
    sets, channels = fields.table("pillars"), fields.table("channels")
    hashtags: dict[str, Any] = {
        "always": _tags(fields, "always"),
        "limit": int(fields.number("limit", 10, low=0, high=30)),
        "pick": int(fields.number("pick", 2, low=0, high=30)),
        "forbidden": _tags(fields, "forbidden"),
        "pillars": {name: _tags(sets, name) for name in sets.values},
        "channels": {name: _channel(name, channels) for name in channels.values},
    }
    fields.done()
    _room(fields, "limit", hashtags["limit"], hashtags["always"])
    for name, own in hashtags["channels"].items():
        limit = hashtags["limit"] if own["limit"] is None else own["limit"]
        _room(channels, name, limit, own["always"] if own["always"] is not None else hashtags["always"])
    sets_of = [("always", hashtags["always"]), *((f"pillars.{name}", tags) for name, tags in hashtags["pillars"].items())]
    banned = {tag.casefold() for tag in hashtags["forbidden"]}
    for key, tags in sets_of:
        twice = [tag for tag in tags if tag.casefold() in banned]
        if twice:
            raise fields.error(key, f"{twice[0]} is used and forbidden", "take it out of one of the two lists").french(
                f"{twice[0]} est à la fois employé et écarté", "retirez-le de l’une des deux listes"
            )
    return hashtags


def _channel(name: str, channels: Fields) -> dict[str, Any]:
    """Return a channel's own table; its sets may not pass what the network takes."""
    fields = channels.table(name)
    try:
        network = channel_limits(name)
    except UnknownName as error:
        raise channels.error(name, f"no channel is called {name!r}", error.mend).french(
            *(error.fr or (error.message, error.mend))
        ) from None
    channel: dict[str, Any] = {
        "limit": int(fields.number("limit", low=0, high=30)) if fields.has("limit") else None,
        "always": _tags(fields, "always") if fields.has("always") else None,
        "pillars": fields.flag("pillars", True),
    }
    fields.asked += ["limit", "always"]
    fields.done()
    for most in (limit.most for limit in network.of("hashtags")):
        for key, count in (("limit", channel["limit"]), ("always", len(channel["always"] or ()))):
            if (count or 0) > most:
                raise fields.error(key, f"{network.network} takes {most} hashtags, this asks for {count}", f"write {most} or fewer").french(
                    f"{network.network} prend {most} mots-dièse, cette charte en demande {count}", f"écrivez {most} ou moins"
                )
    return channel


def _room(fields: Fields, key: str, limit: int, tags: tuple[str, ...]) -> None:
    if len(tags) > limit:
        what = f"the limit is {limit}, and {len(tags)} hashtags are always set"
        raise fields.error(key, what, "raise the limit, or set fewer").french(
            f"la limite est de {limit}, et {len(tags)} mots-dièse sont mis partout", "relevez la limite, ou mettez-en moins"
        )


def _tags(fields: Fields, key: str) -> tuple[str, ...]:
    tags = fields.texts(key, ())
    for tag in tags:
        if not tag.startswith("#") or len(tag) < 2 or any(mark.isspace() or mark in "#-.,'’" for mark in tag[1:]):
            mend = "write # and letters, digits or _ without spaces: #PainAuLevain"
            raise fields.error(key, f"{tag!r} is not a hashtag", mend).french(
                f"« {tag} » n’est pas un mot-dièse", "écrivez # puis des lettres, des chiffres ou _, sans espace : #PainAuLevain"
            )
    return tags


def _emoji(fields: Fields) -> dict[str, Any]:
    emoji: dict[str, Any] = {
        "policy": fields.choice("policy", EMOJI, "free"),
        "limit": int(fields.number("limit", 10, low=0, high=30)),
        "position": fields.choice("position", POSITIONS, "anywhere"),
        "allowed": fields.texts("allowed", ()),
        "forbidden": fields.texts("forbidden", ()),
    }
    both = [sign for sign in emoji["allowed"] if sign in emoji["forbidden"]]
    if both:
        raise fields.error("forbidden", f"{both[0]} is allowed and forbidden", "take it out of one of the two lists").french(
            f"{both[0]} est à la fois permis et écarté", "retirez-le de l’une des deux listes"
        )
    fields.done()
    return emoji


def _legal(fields: Fields) -> dict[str, Any]:
    legal: dict[str, Any] = {
        "check": fields.flag("check", True),
        "sectors": _several(fields, "sectors", SECTORS, ()),
        "mentions": tuple(_mention(table) for table in fields.tables("mentions")),
    }
    claimed: dict[str, tuple[int, str]] = {}
    for number, rule in enumerate(legal["mentions"], 1):
        for word in rule["when"]:
            first, mention = claimed.setdefault(word.casefold(), (number, rule["mention"]))
            if mention != rule["mention"]:
                what = f"{word!r} asks for another mention already in mentions[{first}]"
                mend = "keep one of the two, or write one mention that says both"
                raise fields.error(f"mentions[{number}].when", what, mend).french(
                    f"« {word} » demande déjà une autre mention, dans mentions[{first}]",
                    "gardez l’une des deux, ou écrivez une mention qui dise les deux",
                )
    fields.done()
    return legal


def _mention(fields: Fields) -> dict[str, Any]:
    mention = {
        "when": fields.texts("when"),
        "unless": fields.texts("unless", ()),
        "mention": fields.text("mention"),
        "law": fields.text("law", ""),
        "severity": fields.choice("severity", LEVELS[1:], "warns"),
    }
    fields.done()
    return mention


def _rules(fields: Fields) -> dict[str, str]:
    rules = {code: fields.choice(code, LEVELS) for code in CODES if fields.has(code)}
    fields.asked = list(CODES)
    fields.done()
    return rules


def _several(fields: Fields, key: str, choices: Iterable[str], default: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of words of `choices`."""
    known = tuple(choices)
    words = fields.texts(key, default)
    for word in words:
        if word not in known:
            raise fields.error(key, f"{word!r} is not known", f"use some of {', '.join(known)}").french(
                f"« {word} » n’est pas connu", f"choisissez parmi {', '.join(known)}"
            )
    return words
