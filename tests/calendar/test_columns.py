from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.calendar.columns import channel_name, column, fold, slot_name


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("DATE", "field", "date"), ("Heure de publication", "field", "time"), ("Modèle", "field", "template"),
        (" Gabarit ", "field", "template"),
        ("Réseaux sociaux", "field", "channels"), ("Légende", "field", "caption"), ("legende", "field", "caption"),
        ("caption:instagram", "caption", "instagram"), ("Légende : Insta", "caption", "instagram"),
        ("Légende (LinkedIn)", "caption", "linkedin"),
        ("legende facebook", "caption", "facebook"), ("photo:focus", "focus", "photo"), ("Photo : cadrage", "focus", "photo"),
        ("Texte alternatif", "field", "alt"), ("1er commentaire", "field", "first_comment"), ("first_comment", "field", "first_comment"),
        ("N°", "field", "id"), ("headline", "slot", "headline"), ("Sous-titre", "slot", "sous_titre"), ("slot:date", "slot", "date"),
        ("Slot : Lien", "slot", "lien"),
        ("Légende : Insta : Lyon", "caption", "instagram:lyon"), ("Légende de la photo", "slot", "légende_de_la_photo"),
    ],
)  # fmt: skip
def test_what_titles_mean(title: str, kind: str, name: str) -> None:
    meaning = column(title)
    assert meaning is not None
    assert (meaning.kind, meaning.name) == (kind, name)


@pytest.mark.parametrize("title", ["", "  ", "—", "\n"])
def test_a_title_without_letters_is_none(title: str) -> None:
    assert column(title) is None


def test_channels_have_one_spelling() -> None:
    assert [channel_name(name) for name in ("Insta", "FB", "Twitter", "X (Twitter)", "LinkedIn", "TikTok", "Mon réseau")] == [
        "instagram", "facebook", "x", "x", "linkedin", "tiktok", "mon_reseau",
    ]  # fmt: skip


@given(st.text())
def test_folding_is_settled_after_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert slot_name(slot_name(text)) == slot_name(text)
    meaning = column(text)
    assert meaning is None or meaning.name
