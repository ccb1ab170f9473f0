from __future__ import annotations

from pathlib import Path

import pytest

from visualgen.brand.charter import read_charter
from visualgen.errors import KitError


def written(folder: Path, text: str) -> Path:
    path = folder / "charter.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_kit_without_a_charter_has_the_defaults(tmp_path: Path) -> None:
    charter = read_charter(tmp_path / "charter.toml")
    assert charter["voice"]["address"] == "free"
    assert charter["spelling"]["french_spacing"] is True
    assert charter["hashtags"] == {"always": (), "limit": 10, "pick": 2, "forbidden": (), "pillars": {}, "channels": {}}
    assert charter["rules"] == {}


def test_what_is_written_is_kept(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        [voice]
        tone = ["direct"]
        address = "tu"
        [words]
        preferred = ["bloc"]
        replace = { "facile" = "pour commencer" }
        [hashtags]
        always = ["#LaPrise"]
        limit = 3
        pillars = { ouvertures = ["#Bloc", "#Voies2026"] }
        """,
    )
    charter = read_charter(path)
    assert charter["voice"]["tone"] == ("direct",)
    assert charter["words"]["replace"] == {"facile": "pour commencer"}
    assert charter["hashtags"]["pillars"] == {"ouvertures": ("#Bloc", "#Voies2026")}


@pytest.mark.parametrize(
    ("text", "key", "mend"),
    [
        ('[voice]\naddress = "toi"', "voice.address", "use one of tu, vous, neutral, free"),
        ('[voice]\ntona = ["calme"]', "voice.tona", "did you mean 'tone'?"),
        ('[voix]\ntone = ["calme"]', "voix", "did you mean 'voice'?"),
        ('[hashtags]\nalways = ["LaPrise"]', "hashtags.always", "#"),
        ('[hashtags]\nalways = ["#La Prise"]', "hashtags.always", "#"),
        ('[hashtags.pillars]\na = ["#"]', "hashtags.pillars.a", "#"),
        ("[hashtags]\nlimit = 99", "hashtags.limit", "0 to 30"),
        ('[emoji]\npolicy = "many"', "emoji.policy", "use one of"),
        ('[emoji]\nallowed = ["🥖"]\nforbidden = ["🥖"]', "emoji.forbidden", "one of the two"),
        ('[voice]\navoid = ["rude"]', "voice.avoid", "use some of vulgar"),
        ('[words]\npreferred = ["Offre"]\n[words.replace]\n"offre" = "cadeau"', "words.replace.offre", "one of the two"),
        ('[words]\nforbidden = ["promo"]\n[words.replace]\n"rabais" = "Promo"', "words.replace.rabais", "another word"),
        ('[[words.patterns]]\npattern = "(a"\nmessage = "x"', "words.patterns[1].pattern", "list plain words"),
        (f'[[words.patterns]]\npattern = "{"a" * 501}"\nmessage = "x"', "words.patterns[1].pattern", "shorter"),
        ('[expressions]\nrequire = ["signature"]', "expressions.require", "add signature"),
        ('[hashtags]\nalways = ["#A", "#B"]\nlimit = 1', "hashtags.limit", "raise the limit"),
        ('[hashtags]\nalways = ["#A", "#B"]\n[hashtags.channels.x]\nlimit = 1', "hashtags.channels.x", "raise the limit"),
        ("[hashtags.channels.instagram]\nlimit = 8", "hashtags.channels.instagram.limit", "write 5 or fewer"),
        ('[hashtags.channels.threads]\nalways = ["#A", "#B"]', "hashtags.channels.threads.always", "write 1 or fewer"),
        ("[hashtags.channels.myspace]\nlimit = 3", "hashtags.channels.myspace", "channels: "),
        ('[hashtags]\nalways = ["#A"]\nforbidden = ["#a"]', "hashtags.always", "one of the two"),
        (
            '[[legal.mentions]]\nwhen = ["vin"]\nmention = "A"\n[[legal.mentions]]\nwhen = ["Vin"]\nmention = "B"',
            "legal.mentions[2].when",
            "keep one of the two",
        ),
        ('[rules]\nspeling = "off"', "rules.speling", "did you mean 'spelling'?"),
        ('[rules]\nspelling = "loud"', "rules.spelling", "use one of off"),
        ('[words]\npreferred = ["x"]\nforbidden = ["x"]', "words.forbidden", "one of the two"),
    ],
)
def test_faults(tmp_path: Path, text: str, key: str, mend: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(KitError) as caught:
        read_charter(path)
    assert caught.value.place == {"file": str(path), "key": key}
    assert mend in caught.value.mend
    assert caught.value.fr is not None, "whoever writes a charter is no developer: every error of it speaks French"
    assert f"clé {key} : " in caught.value.told("fr")
