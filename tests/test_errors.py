"""What an error says: where, what and what to do, in the reader's language."""

from __future__ import annotations

import pickle

import pytest

from visualgen.cli.main import run
from visualgen.errors import ContentError, PictureError


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = ContentError("it is empty", mend="fill it", slot="headline", line=3)
    assert str(error) == "slot headline, line 3: it is empty — fill it"
    assert error.told("fr") == str(error)  # no French words: all of it stays English


def test_an_error_speaks_french_where_it_can() -> None:
    error = ContentError("it is empty", mend="fill it", slot="headline", line=3).french("elle est vide", "remplissez-la")
    assert error.told("fr") == "zone headline, ligne 3 : elle est vide — remplissez-la"
    assert error.told("en") == str(error) == "slot headline, line 3: it is empty — fill it"
    assert error.where("fr", but=("slot",)) == "ligne 3"


def test_french_words_cross_a_process_border() -> None:
    error = PictureError("it is damaged", mend="export it again", file="a.jpg").french("elle est abîmée", "exportez-la")
    assert pickle.loads(pickle.dumps(error)).words("fr") == ("elle est abîmée", "exportez-la")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--lang", "fr"], "Erreur : kit levin : aucun kit de marque ne s’appelle « levin » — vouliez-vous dire « levain » ?"),
        (["--lang=en"], "Error: kit levin: no brand kit is named 'levin' — did you mean 'levain'?"),
    ],
)
def test_the_command_line_asks_in_the_readers_language(capfd: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    with pytest.raises(SystemExit):
        run(["kit", "check", "levin", *words])
    assert capfd.readouterr().err.strip() == told
