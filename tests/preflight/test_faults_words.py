"""Faults planted in the words of posts: every one is found on the channel it is on, and its sound twin, just across the limit, is not."""

# ruff: noqa: E501 (tables of cases)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.findings import Finding
from visualgen.formats import channel_limits
from visualgen.formats.counting import grapheme_count
from visualgen.preflight import words as package
from visualgen.preflight.words import CHECKS, Words, judge_words
from visualgen.preflight.words.facts import composed

FAMILY = "👨‍👩‍👧‍👦"
LINK = "https://maison-levain.example/carte/du/midi?source=reseaux&mois=decembre"


def words(channel: str, caption: str = "Le four est chaud.", **more: Any) -> Words:
    facts = {"alts": ("Une miche sur une planche.",), "pictures": 1, **more}
    return Words(channel_limits(channel), caption, **facts)


def tags(number: int) -> str:
    return " ".join(f"#pain{chr(97 + place)}" for place in range(number))


FAULTS = [
    ("limit_passed", "caption", "Instagram: one sign too many", words("instagram", "é" * 2201), words("instagram", "é" * 2200)),
    ("limit_passed", "caption", "Instagram: emoji weigh two", words("instagram", "🥖" * 1101), words("instagram", "🥖" * 1100)),
    ("limit_passed", "caption", "Facebook: a book", words("facebook", "a" * 63_207), words("facebook", "a" * 63_206)),
    ("limit_passed", "caption", "LinkedIn: one too many", words("linkedin", "a" * 3001), words("linkedin", "a" * 3000)),
    ("limit_passed", "caption", "X: 281", words("x", "a" * 281), words("x", "a" * 280)),
    ("limit_passed", "caption", "X: Japanese weighs two", words("x", "の" * 141), words("x", "の" * 140)),
    ("limit_passed", "caption", "X: an emoji too many", words("x", "a" * 279 + FAMILY), words("x", "a" * 278 + FAMILY)),
    ("limit_passed", "caption", "X: a link is 23, not its length", words("x", "a" * 257 + " " + LINK), words("x", "a" * 256 + " " + LINK)),
    ("limit_passed", "caption", "Threads: emoji count as bytes", words("threads", "a" * 497 + "🥖"), words("threads", "a" * 496 + "🥖")),
    ("limit_passed", "caption", "Threads: a family is 25", words("threads", "a" * 476 + FAMILY), words("threads", "a" * 475 + FAMILY)),
    ("limit_passed", "caption", "Mastodon: a link is 23", words("mastodon", "a" * 477 + " " + LINK), words("mastodon", "a" * 476 + " " + LINK)),
    ("limit_passed", "caption", "Mastodon: a mention without its server", words("mastodon", "a" * 494 + " @marie@mastodon.social"), words("mastodon", "a" * 493 + " @marie@mastodon.social")),
    ("limit_passed", "caption", "Bluesky: 301 graphemes", words("bluesky", "é" * 301), words("bluesky", "é" * 300)),
    ("limit_passed", "caption", "Bluesky: 3,000 bytes come first", words("bluesky", FAMILY * 121), words("bluesky", FAMILY * 120)),
    ("limit_passed", "caption", "TikTok: 2,201", words("tiktok", "a" * 2201), words("tiktok", "a" * 2200)),
    ("limit_passed", "caption", "Pinterest: 501", words("pinterest", "a" * 501), words("pinterest", "a" * 500)),
    ("limit_passed", "caption", "Google: 1,501", words("google", "a" * 1501), words("google", "a" * 1500)),
    ("limit_passed", "caption", "YouTube: bytes, not letters", words("youtube", "é" * 2501), words("youtube", "é" * 2500)),
    ("limit_passed", "title", "Pinterest: a title of 101", words("pinterest", title="a" * 101), words("pinterest", title="a" * 100)),
    ("limit_passed", "title", "YouTube: a title of 101", words("youtube", title="a" * 101), words("youtube", title="a" * 100)),
    ("limit_passed", "alt", "X: an alt text of 1,001", words("x", alts=("a" * 1001,)), words("x", alts=("a" * 1000,))),
    ("limit_passed", "alt", "Bluesky: an alt text of 2,001", words("bluesky", alts=("é" * 2001,)), words("bluesky", alts=("é" * 2000,))),
    ("limit_passed", "alt", "Mastodon: the second alt text", words("mastodon", alts=("Une miche.", "a" * 1501), pictures=2), words("mastodon", alts=("Une miche.", "a" * 1500), pictures=2)),
    ("limit_passed", "first_comment", "LinkedIn: a first comment", words("linkedin", first_comment="a" * 1251), words("linkedin", first_comment="a" * 1250)),
    ("limit_passed", "link", "Pinterest: a long link", words("pinterest", link="https://a.fr/" + "b" * 2036), words("pinterest", link="https://a.fr/" + "b" * 2035)),
    ("limit_passed", "hashtags", "Instagram: six hashtags", words("instagram", tags(6)), words("instagram", tags(5))),
    ("limit_passed", "hashtags", "Instagram: a number is no hashtag", words("instagram", tags(6) + " #1"), words("instagram", tags(5) + " n° #1 #2026")),
    ("limit_passed", "hashtags", "Threads: two topics", words("threads", "#pain #four"), words("threads", "#pain")),
    ("limit_passed", "mentions", "Instagram: 21 mentions", words("instagram", " ".join(f"@ami{n}" for n in range(21))), words("instagram", " ".join(f"@ami{n}" for n in range(20)) + " a@b.fr")),
    ("limit_passed", "links", "Threads: six links", words("threads", " ".join(f"a{n}.fr" for n in range(6))), words("threads", " ".join(f"a{n}.fr" for n in range(5)) + " a0.fr")),
    ("limit_passed", "pictures", "Instagram: eleven pages", words("instagram", pictures=11), words("instagram", pictures=10)),
    ("limit_passed", "pictures", "X: five pictures", words("x", pictures=5), words("x", pictures=4)),
    ("limit_passed", "pictures", "Google: two pictures", words("google", pictures=2), words("google", pictures=1)),
    ("limit_missed", "pictures", "Instagram: none", words("instagram", pictures=0), words("instagram", pictures=1)),
    ("limit_missed", "pictures", "TikTok: none", words("tiktok", pictures=0), words("facebook", pictures=0)),
    ("sign_refused", None, "YouTube: an arrow of signs", words("youtube", "Pain -> four"), words("youtube", "Pain → four")),
    ("sign_refused", None, "YouTube: a heart in the title", words("youtube", title="Le pain <3"), words("youtube", title="Le pain ♥")),
    ("alt_missing", None, "a picture without words", words("instagram", alts=()), words("instagram")),
    ("alt_missing", None, "an alt text of spaces", words("bluesky", alts=("  \n",)), words("bluesky", alts=("Du pain.",))),
    ("alt_missing", None, "one page of three without", words("mastodon", alts=("Un.", "", "Trois."), pictures=3), words("mastodon", alts=("Un.", "Deux.", "Trois."), pictures=3)),
    ("link_broken", None, "a link without its scheme", words("facebook", link="maison-levain.fr/carte"), words("facebook", link="https://maison-levain.fr/carte")),
    ("link_broken", None, "a link with a space", words("facebook", link="https://maison levain.fr"), words("facebook", link="https://maison-levain.fr/la%20carte")),
    ("link_broken", None, "not a link", words("pinterest", link="voir en bio"), words("pinterest", link="https://levain.example")),
    ("link_broken", None, "a link of another kind", words("pinterest", link="ftp://levain.fr"), words("pinterest", link="https://levain.fr")),
    ("link_insecure", None, "a link without its s", words("facebook", link="http://levain.fr"), words("facebook", link="https://levain.fr")),
    ("caption_unseen", None, "a caption for a story", words("instagram", stories=True), words("instagram", stories=False)),
]  # fmt: skip
"""(code, field, what is wrong, planted, sound twin)."""


@pytest.mark.parametrize(
    ("code", "field", "planted", "twin"), [(c, f, p, t) for c, f, _, p, t in FAULTS], ids=[name for _, _, name, _, _ in FAULTS]
)
def test_the_planted_fault_is_found_and_its_twin_is_sound(code: str, field: str | None, planted: Words, twin: Words) -> None:
    assert (code, field) in {(finding.code, finding.numbers.get("field")) for finding in judge_words(planted)}
    assert (code, field) not in {(finding.code, finding.numbers.get("field")) for finding in judge_words(twin)}


def test_there_are_enough_of_them_and_every_check_is_listed() -> None:
    assert len(FAULTS) >= 45
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__", "facts"}
    assert {check.__module__.rpartition(".")[2] for check in CHECKS} == files


def one(facts: Words, code: str) -> Finding:
    return next(finding for finding in judge_words(facts) if finding.code == code)


def test_the_span_is_what_is_too_much() -> None:
    text = "Le four est chaud. " * 16 + "Venez !"
    found = one(words("x", text), "limit_passed")
    assert found.span is not None
    assert found.span.field == "caption"
    assert found.span.end == grapheme_count(text)
    assert text[found.span.start - 1] == " "
    assert found.numbers["over"] == found.numbers["counted"] - 280
    extra = one(words("instagram", f"Bonjour {tags(7)} !"), "limit_passed")
    assert extra.span is not None
    assert extra.span.text == "#painf #paing"


def test_what_the_network_tells_itself_is_what_counts() -> None:
    import datetime

    facts = words("mastodon", "a" * 900)
    assert one(facts, "limit_passed").numbers["most"] == 500
    told = facts.limits.told({"caption": 1000}, "https://social.example/api/v2/instance", datetime.date(2026, 12, 1))
    assert judge_words(replace(facts, limits=told)) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_findings_speak_both_languages(language: str) -> None:
    said = one(words("bluesky", "é" * 1301), "limit_passed").to_dict(language)
    assert ("1\u202f301" if language == "fr" else "1,301") in said["message"]
    assert said["source"]["url"].startswith("https://github.com/bluesky-social")
    assert said["channel"] == "bluesky"


def test_words_are_put_together_as_the_network_shows_them() -> None:
    assert composed("Pain. #Lyon", ("#lyon", "Four"), "https://a.fr", "x") == "Pain. #Lyon\n\n#Four\n\nhttps://a.fr"
    assert composed("Pain https://a.fr", (), "https://a.fr", "x") == "Pain https://a.fr"
    assert composed("Pain", (), "https://a.fr", "instagram") == "Pain"


@given(
    st.text(alphabet=st.characters(codec=None), max_size=80),
    st.sampled_from(["x", "threads", "bluesky", "mastodon", "instagram", "youtube", "pinterest"]),
)
def test_any_text_is_judged(text: str, channel: str) -> None:
    judge_words(words(channel, text, title=text, link=text, first_comment=text, alts=(text,)))


@pytest.mark.parametrize("piece", ["a.fr ", "http://", "#a ", "\ud800", "\u202e", "🥖é", "@a@b.c "])
@pytest.mark.parametrize("channel", ["x", "threads", "bluesky", "mastodon", "instagram"])
def test_a_caption_of_a_hundred_thousand_characters_is_judged_at_once(piece: str, channel: str) -> None:
    import time

    started = time.process_time()
    judge_words(words(channel, (piece * 100_000)[:100_000]))
    assert time.process_time() - started < 4
