"""Verbs in the second person singular, as captions use them, and what must follow for one to be an imperative."""

from __future__ import annotations

import regex

CERTAIN = frozenset(
    "viens reviens découvre redécouvre rejoins inscris profite choisis apporte écris dis contacte appelle regarde écoute savoure "
    "déguste envoie essaie essaye prends mets ouvre laisse attends reste fais va sois aie dépêche télécharge abonne enregistre "
    "tente imagine raconte clique ramène amène tague identifie scanne remplis complète lis relis vois souviens rappelle chausse "
    "enfile grimpe pousse respire relâche plie tends serre saute glisse participe retrouve partage dépose vérifie mentionne "
    "demande goûte teste adopte craque bouge lève ose pars passe pense sors".split()
)
"""Forms that are no noun, or hardly ever one at a sentence's start."""

POSSIBLE = frozenset(
    "réserve commande offre note marche visite rencontre danse aide garde joue place montre pose signe vote commente gagne like "
    "prépare invite compte change donne règle couvre coche colle vide vise tire suis".split()
)
"""Forms that are a noun, or another person, as often."""

SINGULAR = regex.compile(
    r"(?<![\w’'-])(?:re|ap)?(?:viens|prends|fais|dis|écris|inscris|rejoins|sois|souviens|attends|descends|réponds)(?![\w’'])",
    regex.IGNORECASE,
)
"""Forms that no third person shares and that are no noun: said to one person wherever no *je* stands before them."""
FIRST_PERSON = regex.compile(r"(?<!\w)(?:je|j[’'])", regex.IGNORECASE)

_DETERMINER = (
    r"(?:le|la|les|un|une|ton|ta|tes|ce|cet|cette|ces|notre|nos|leurs?)"
    r"(?![ \u00a0](?:\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|mois|soir\b))\b"
)
OBJECT = regex.compile(
    rf"[ \u00a0](?:{_DETERMINER}|l[’']|d[’']|vite|donc|pas|avec|à|au|aux|en|dès|jusqu|ici|sur|dans|de|du|des|nous|chez|voir|"
    r"faire|goûter|tester|"
    r"danser|jouer|essayer|découvrir|fêter|profiter|nombreux|plus|bien|comme|tout|si)(?!\w)|[ \u00a0](?:l|d)[’']|[ \u00a0\u202f]?!",
    regex.IGNORECASE,
)
STRICT = regex.compile(rf"[ \u00a0](?:{_DETERMINER}|l[’'])", regex.IGNORECASE)
