"""A French story holds no English of ours, and says nothing for the network."""

from __future__ import annotations

import pytest

from visualgen.publish.notes import note_words


@pytest.mark.parametrize(
    ("note", "fr"),
    [
        ("network Webhook, account hooks.example: the post was being sent and its answer is lost (no answer within 60 s) — look whether it"
         " is there before sending it again",
         "le post partait et la réponse s’est perdue (pas de réponse en 60 s) — regardez s’il y est avant de le renvoyer"),
        ("its hour was 3 h ago", "son heure est passée de 3 h"),
        ("looked up: it is not there", "cherché : il n’y est pas"),
        ("network Bluesky: the network refuses it: Invalid embed", "le réseau le refuse : Invalid embed"),
        ("Le titre : trop long", "Le titre : trop long"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_we_note_is_told_in_french(note: str, fr: str) -> None:
    assert note_words(note, "fr") == fr


def test_in_english_only_the_place_is_left_out() -> None:
    assert note_words("network Mastodon, account @a@b.example: the network is out of order (HTTP 503)", "en") == (
        "the network is out of order (HTTP 503)"
    )
    assert note_words("Look at this: it is fine", "en") == "Look at this: it is fine"
