"""The rules, in one tuple: each a pure function from a passage to what it finds. A new rule is a file here and a line in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from visualgen.charter.found import Found
from visualgen.charter.passage import Kind, Passage
from visualgen.charter.rules.address import address
from visualgen.charter.rules.alt_text import alt_text
from visualgen.charter.rules.brand_name import brand_name
from visualgen.charter.rules.capital_accents import capital_accents
from visualgen.charter.rules.capitals import capitals
from visualgen.charter.rules.characters import characters
from visualgen.charter.rules.dashes import dashes
from visualgen.charter.rules.emoji import emoji
from visualgen.charter.rules.exclamations import exclamations
from visualgen.charter.rules.expressions import expressions
from visualgen.charter.rules.fancy_letters import fancy_letters
from visualgen.charter.rules.figures import figures
from visualgen.charter.rules.hashtags import hashtags
from visualgen.charter.rules.inclusive import inclusive
from visualgen.charter.rules.legal import legal
from visualgen.charter.rules.links import links
from visualgen.charter.rules.quotes import brackets, quotes
from visualgen.charter.rules.reading_level import reading_level
from visualgen.charter.rules.repeated import repeated
from visualgen.charter.rules.sentence_length import sentence_length
from visualgen.charter.rules.spaces import spaces
from visualgen.charter.rules.spacing import spacing
from visualgen.charter.rules.spelling import spelling
from visualgen.charter.rules.tone import tone
from visualgen.charter.rules.weekday import weekday
from visualgen.charter.rules.words import patterns, words

ALL: tuple[Kind, ...] = ("caption", "alt", "slot")
TOLD: tuple[Kind, ...] = ("caption", "alt")
CAPTION: tuple[Kind, ...] = ("caption",)
FRENCH = ("fr",)
BOTH = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it may find (`codes`), on which kinds of text, in which languages (empty: any)."""

    run: Callable[[Passage], Iterator[Found]]
    codes: tuple[str, ...]
    kinds: tuple[Kind, ...] = ALL
    languages: tuple[str, ...] = ()


RULES = (
    Rule(characters, ("broken_character", "hidden_character", "direction_mark")),
    Rule(fancy_letters, ("fancy_letters",)),
    Rule(address, ("address_tu", "address_vous", "address_mixed", "address_direct"), languages=FRENCH),
    Rule(words, ("forbidden_word", "replaced_word")),
    Rule(patterns, ("pattern", "pattern_slow")),
    Rule(tone, ("tone_vulgar", "tone_sms", "tone_slang", "tone_hype", "tone_anglicisms"), languages=BOTH),
    Rule(brand_name, ("brand_name",)),
    Rule(expressions, ("expression_missing", "expression_misquoted"), CAPTION),
    Rule(legal, (
        "legal_commercial", "legal_discount", "legal_contest", "legal_alcohol", "legal_food", "legal_credit", "legal_health",
        "legal_slimming", "legal_green", "legal_sales", "legal_own",
    ), CAPTION),
    Rule(hashtags, (
        "hashtag_limit", "hashtag_twice", "hashtag_missing", "hashtag_pillar", "hashtag_forbidden", "hashtag_spelling", "hashtag_cut",
    ), CAPTION),
    Rule(emoji, ("emoji_limit", "emoji_not_allowed", "emoji_forbidden", "emoji_position", "emoji_row"), CAPTION),
    Rule(inclusive, ("inclusive_form", "inclusive_masculine"), languages=FRENCH),
    Rule(exclamations, ("exclamations", "punctuation_run")),
    Rule(capitals, ("capitals",), TOLD),
    Rule(sentence_length, ("long_sentence",), TOLD),
    Rule(reading_level, ("reading_level",), CAPTION, BOTH),
    Rule(spelling, ("spelling",), languages=BOTH),
    Rule(repeated, ("repeated_word",), languages=BOTH),
    Rule(weekday, ("weekday",), languages=BOTH),
    Rule(spacing, ("french_spacing", "apostrophe", "ellipsis"), TOLD, FRENCH),
    Rule(quotes, ("quotes",), languages=FRENCH),
    Rule(figures, ("hours", "ordinals", "figures"), languages=FRENCH),
    Rule(dashes, ("dashes",), languages=FRENCH),
    Rule(capital_accents, ("capital_accent",), languages=FRENCH),
    Rule(spaces, ("double_space", "comma_space")),
    Rule(brackets, ("unbalanced",)),
    Rule(links, ("link_text", "link_dead", "link_tracking"), CAPTION),
    Rule(alt_text, ("alt_redundant", "alt_file_name", "alt_noise", "alt_long"), ("alt",)),
)  # fmt: skip

CODES = tuple(code for rule in RULES for code in rule.codes)
