"""The rules, in one tuple: each a pure function from a passage to what it finds. A new rule is a file here and a line in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from visualgen.charter.found import Found
from visualgen.charter.passage import Kind, Passage
from visualgen.charter.rules.capitals import capitals
from visualgen.charter.rules.characters import characters
from visualgen.charter.rules.exclamations import exclamations
from visualgen.charter.rules.fancy_letters import fancy_letters
from visualgen.charter.rules.sentence_length import sentence_length
from visualgen.charter.rules.tone import tone

ALL: tuple[Kind, ...] = ("caption", "alt", "slot")
CAPTION: tuple[Kind, ...] = ("caption",)
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
    Rule(tone, ("tone_vulgar", "tone_sms", "tone_slang", "tone_hype", "tone_anglicisms"), languages=BOTH),
    Rule(exclamations, ("exclamations", "punctuation_run")),
    Rule(capitals, ("capitals",), ("caption", "alt")),
    Rule(sentence_length, ("long_sentence",), ("caption", "alt")),
)

CODES = tuple(code for rule in RULES for code in rule.codes)
