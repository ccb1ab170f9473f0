"""Tu or vous: who is spoken to, and whether the text keeps to it. Quotations, set phrases and a vous for several people are left alone."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage, Piece
from visualgen.charter.verbs import CERTAIN, FIRST_PERSON, OBJECT, POSSIBLE, SINGULAR, STRICT

_TU = regex.compile(
    r"(?<![\w·])(?:tu|te|toi|ta|tes)(?![\w·’'])(?!-(?:vu|tu))"
    r"|(?<![\w·-])t[’'](?=[aeiouyhéèêàâîôœ])(?!en\s+v(?:a|ont)\s)"
    r"|(?<![\w·-])(?<!\b(?:le|un|du|de|bon|même|ce|au|quel|leur|son|mon|votre|notre|hausse)[ \u00a0])"
    r"(?<![’'])ton(?![\w·-])(?![ \u00a0](?:sur|de voix|grave|neutre|juste|monte))"
    r"|(?<!\w)(?:le|la|les)[ \u00a0](?:tien|tienne|tiens|tiennes)(?!\w)",
    regex.IGNORECASE,
)
_VOUS = regex.compile(r"(?<![\w·])(?:vous|votre|vos|(?:le|la|les)[ \u00a0]vôtres?)(?![\w·])", regex.IGNORECASE)
_SET = regex.compile(
    r"rendez[- ]vous|s[’'][ \u00a0]?il[ \u00a0]vous[ \u00a0]pla[iî]t|garde-à-vous|chez-vous|m[’']as-tu-vu|tu quoque|"
    r"qui m[’']aime me suive|je vous salue|coûte que coûte|te deum|prêt-à-|sauve-qui-peut|(?:mesdames|messieurs) et vous|aide-toi|"
    r"t-shirts?|ton[ \u00a0]sur[ \u00a0]ton|touche[ -]à[ -]tout|ô toi|va-t[’']en|tu parles|tu penses|vous savez quoi",
    regex.IGNORECASE,
)
_EZ = regex.compile(
    r"(?<![\w·’'])\p{Ll}{2,}ez(?![\w·])(?!-(?:de-chaussée|vous\b(?= (?:le|du|à|samedi|vendredi|jeudi|pour))))|(?<=[’'])\p{Ll}{2,}ez(?!\w)"
)
_NOT_VERBS = frozenset("chez assez nez rez raz gaz merguez fez rendez allez douarnenez".split())
_INTERJECTION = regex.compile(r"[ \u00a0\u202f]*[,!]|[ \u00a0](?:les|l[’']|hop|zou|on|la)\b", regex.IGNORECASE)
_SEVERAL = regex.compile(
    r"\b(?:vous[ \u00a0](?:tous|toutes|deux|trois|autres|êtes[ \u00a0](?:tous|toutes|(?:si |très |déjà )?(?:nombreu|venu|plus de|\d+)))"
    r"|nombreux|nombreuses|les amis|ami·e·s|copains|copines|potes|la bande|équipes?|familles?|parents|enfants|duo|groupes?|collectif|"
    r"à plusieurs|à toutes|à tous|toutes et tous|tous et toutes|tou·tes|les gens|la team|la commu|les loulous|\w+·\w+|tout le monde)\b",
    regex.IGNORECASE,
)  # fmt: skip


def address(passage: Passage) -> Iterator[Found]:
    """Yield one finding for the first word that speaks to the reader another way than `voice.address`; the others are in its numbers."""
    policy = passage.charter["voice"]["address"]
    if policy == "free":
        return
    text = _SET.sub(lambda match: "\ufffc" * len(match[0]), passage.own)
    tu = _second_singular(text, passage)
    vous = _second_plural(text, passage)
    if policy == "vous" and tu:
        yield _found("address_tu", tu, "tutoie", "vous", "tu", "vous")
    elif policy == "tu" and vous and not _SEVERAL.search(text):
        if tu:
            yield _found("address_mixed", vous, "tutoie et vouvoie", "tu", "both tu and vous", "tu")
        else:
            yield _found("address_vous", vous, "vouvoie", "tu", "vous", "tu")
    elif policy == "neutral" and (tu or vous):
        both = sorted((*tu, *vous), key=lambda piece: piece.start)
        yield _found("address_direct", both, "s’adresse au lecteur par tu ou vous", "ni tu ni vous", "tu or vous", "neither tu nor vous")


def _second_singular(text: str, passage: Passage) -> list[Piece]:
    found = [Piece(match.start(), match.end(), match[0]) for match in _TU.finditer(text) if not _acronym(match[0], text)]
    for word in passage.words:
        if word.start not in passage.sentence_starts or text[word.start] == "\ufffc":
            continue
        verb, _, rest = word.folded.partition("-")
        if rest in ("toi", "t’en"):
            continue  # told by its pronoun
        after = text[word.end : word.end + 24]
        if (
            (verb in CERTAIN and (rest or OBJECT.match(after)))
            or (verb in POSSIBLE and (rest in ("nous", "moi", "le", "la", "les", "y", "en", "lui") or STRICT.match(after)))
            or (word.folded in ("n’hésite", "n’oublie", "n’attends"))
        ):
            found.append(word)
    known = {piece.start for piece in found}
    for match in SINGULAR.finditer(text):
        before = text[max(match.start() - 60, 0) : match.start()]
        sentence = before[max((before.rfind(mark) for mark in ".!?…\n"), default=-1) + 1 :]
        if match.start() not in known and not FIRST_PERSON.search(sentence):
            found.append(Piece(match.start(), match.end(), match[0]))
    return sorted(found, key=lambda piece: piece.start)


def _second_plural(text: str, passage: Passage) -> list[Piece]:
    found = [Piece(match.start(), match.end(), match[0]) for match in _VOUS.finditer(text) if not _acronym(match[0], text)]
    for match in _EZ.finditer(text.casefold() if not text.isupper() else text):
        word = match[0]
        original = text[match.start() : match.end()]
        if word in _NOT_VERBS and not (word == "allez" and not _INTERJECTION.match(text, match.end())):
            continue
        if original[0].isupper() and match.start() not in passage.sentence_starts:
            continue
        found.append(Piece(match.start(), match.end(), original))
    return sorted(found, key=lambda piece: piece.start)


def _acronym(word: str, text: str) -> bool:
    return len(word) > 1 and word.isupper() and not text.isupper()


def _found(code: str, pieces: list[Piece], does: str, wants: str, does_en: str, wants_en: str) -> Found:
    first, others = pieces[0], [piece.text for piece in pieces[1:]]
    more = f" (aussi : {', '.join(dict.fromkeys(others))})" if others else ""
    more_en = f" (also: {', '.join(dict.fromkeys(others))})" if others else ""
    say = {"tu": "Dites tu partout", "vous": "Dites vous partout", "ni tu ni vous": "Tournez la phrase sans tu ni vous"}[wants]
    return Found(
        code,
        "warns",
        first.start,
        first.end,
        (f"« {first.text} » {does}{more} ; la charte dit : {wants}.", f"{say} : pronoms, possessifs et verbes."),
        (f"“{first.text}” says {does_en}{more_en}; the charter says: {wants_en}.", "Change pronouns, possessives and verbs together."),
        numbers={"count": len(pieces), "words": [piece.text for piece in pieces[:20]]},
    )
