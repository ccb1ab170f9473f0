"""A post's story as a person reads it, in French and English: who did what, when, why, and what the network answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from visualgen.calendar.local_time import wall_time
from visualgen.posts import repository
from visualgen.posts.model import Post
from visualgen.publish import repository as ledger
from visualgen.publish.notes import note_words

STATES: Mapping[str, tuple[str, str]] = {
    "idea": ("idée", "idea"), "draft": ("brouillon", "draft"), "review": ("à valider", "in review"), "approved": ("validé", "approved"),
    "scheduled": ("planifié", "scheduled"), "publishing": ("en cours de publication", "publishing"), "published": ("publié", "published"),
    "attention": ("à regarder", "needs attention"), "claimed": ("pris en charge", "claimed"), "sending": ("en cours d’envoi", "sending"),
    "sent": ("publié", "published"), "retry": ("nouvel essai prévu", "to be tried again"), "unknown": ("sort inconnu", "outcome unknown"),
    "uncertain": ("publié ? à vérifier", "published? to be looked at"), "missed": ("heure manquée", "missed its hour"),
    "failed": ("refusé", "refused"), "cancelled": ("retiré", "taken back"),
}  # fmt: skip
_TOLD: Mapping[str, tuple[str, str]] = {
    "created": ("écrit par {actor}", "written by {actor}"),
    "edited": ("modifié par {actor} (version {version} : {fields})", "edited by {actor} (version {version}: {fields})"),
    "redrawn": ("images refaites (version {version})", "pictures drawn again (version {version})"),
    "moved": ("déplacé par {actor} : {from} → {to}", "moved by {actor}: {from} → {to}"),
    "submitted": ("envoyé à la validation par {actor}", "sent to review by {actor}"),
    "approved": ("validé par {actor}", "approved by {actor}"),
    "change_asked": ("{actor} demande un changement", "{actor} asks for a change"),
    "lapsed": ("la validation ne tient plus", "the approval no longer holds"),
    "comment": ("{actor} commente", "{actor} comments"),
    "scheduled": ("planifié par {actor} ({channels})", "scheduled by {actor} ({channels})"),
    "overridden": ("{actor} passe outre : {codes}", "{actor} overrides: {codes}"),
    "cancelled": ("retiré du planning par {actor}", "taken off the schedule by {actor}"),
    "resolved": ("{actor} tranche : {decision}", "{actor} decides: {decision}"),
    "removed": ("retiré du calendrier par {actor}", "removed from the calendar by {actor}"),
    "claim": ("{channel} : pris en charge par {actor}", "{channel}: taken up by {actor}"),
    "release": ("{channel} : remis à plus tard", "{channel}: put off"),
    "begin": ("{channel} : l’envoi commence", "{channel}: sending begins"),
    "accepted": ("{channel} : publié", "{channel}: published"),
    "busy": ("{channel} : le réseau ne prend pas maintenant", "{channel}: the network does not take it now"),
    "nothing_left": ("{channel} : rien n’est parti", "{channel}: nothing left"),
    "rejected": ("{channel} : refusé par le réseau", "{channel}: refused by the network"),
    "doubt": ("{channel} : pas de réponse, sort inconnu", "{channel}: no answer, outcome unknown"),
    "lost": ("{channel} : celui qui envoyait a disparu, sort inconnu", "{channel}: whoever was sending is gone, outcome unknown"),
    "ask": ("{channel} : on demande au réseau", "{channel}: asking the network"),
    "found": ("{channel} : retrouvé sur le réseau, publié", "{channel}: found on the network, published"),
    "absent": ("{channel} : le réseau ne l’a pas, nouvel essai", "{channel}: the network does not have it, to be tried again"),
    "again": ("{channel} : renvoyé sous la même clé", "{channel}: goes again under the same key"),
    "give_up": ("{channel} : une personne doit vérifier", "{channel}: a person has to look"),
    "exhausted": ("{channel} : abandonné après trop d’essais", "{channel}: given up after too many tries"),
    "miss": ("{channel} : heure manquée, une personne décide", "{channel}: its hour was missed, a person decides"),
    "suspect": ("{channel} : peut-être déjà publié, on vérifie d’abord", "{channel}: may be published already, looking first"),
    "move": ("{channel} : nouvelle heure, par {actor}", "{channel}: another hour, by {actor}"),
    "cancel": ("{channel} : retiré par {actor}", "{channel}: taken back by {actor}"),
    "say_sent": ("{channel} : {actor} l’a vu publié", "{channel}: {actor} has seen it published"),
    "send_again": ("{channel} : remis en file par {actor}", "{channel}: put back in line by {actor}"),
}
_QUIET = ("claim", "move", "cancel")
"""Steps of the ledger that the post's own lines tell already, unless every step is wanted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when (UTC), what (`code`), in words, why, and the facts behind it."""

    at: dt.datetime
    code: str
    actor: str
    channel: str
    text: tuple[str, str]
    note: str
    facts: Mapping[str, Any]

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the line as JSON data, its words in one language."""
        return {
            "at": self.at.isoformat(), "code": self.code, "actor": self.actor, "channel": self.channel,
            "text": self.text[language != "fr"], "note": note_words(self.note, language), "facts": dict(self.facts),
        }  # fmt: skip


def story_of(session: Session, found: Post, *, whole: bool = False) -> list[Line]:
    """Return the post's story, oldest line first; `whole`: with every step of the ledger."""
    lines = [
        Line(event.at, event.kind, event.actor, "", _words(event.kind, event.actor, "", event.details), event.note, event.details)
        for event in repository.story(session, found)
    ]
    for publication, event in ledger.events_of(session, found.id):
        if whole or event.event not in _QUIET:
            facts = {**event.answer, "from": event.source, "to": event.target}
            words = _words(event.event, event.actor, publication.channel, facts)
            lines.append(Line(event.at, event.event, event.actor, publication.channel, words, event.note, facts))
    return sorted(lines, key=lambda line: line.at)


def shown(lines: list[Line], zone: str, language: str) -> str:
    """Return the story as text, hours as the brand's wall clock shows them."""
    told: list[str] = []
    for line in lines:
        at = f"{wall_time(line.at, zone):%Y-%m-%d %H:%M:%S}"
        told.append(f"{at}  {line.text[language != 'fr']}" + (f" — {note_words(line.note, language)}" if line.note else ""))
        if url := line.facts.get("url"):
            told.append(f"{'':21}{url}")
        if (seconds := line.facts.get("retry_after_s")) is not None:
            told.append(f"{'':21}" + (f"le réseau demande {seconds:g} s" if language == "fr" else f"the network asks for {seconds:g} s"))
    return "\n".join(told)


def state_words(state: str, language: str) -> str:
    """Return a state of a post or a publication in words."""
    return STATES.get(state, (state, state))[language != "fr"]


def _words(code: str, actor: str, channel: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    gaps = {
        "actor": actor,
        "channel": channel,
        "version": "",
        "fields": "",
        "from": "",
        "to": "",
        "channels": "",
        "codes": "",
        "decision": "",
    }
    gaps |= {name: ", ".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in facts.items() if name in gaps}
    fr, en = _TOLD.get(code, (code, code))
    return fr.format(**{**gaps, "decision": note_words(gaps["decision"], "fr")}), en.format(**gaps)
