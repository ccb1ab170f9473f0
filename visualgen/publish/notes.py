"""The notes that visualgen itself keeps with a post, in French; what a person or a network said stands as it was said."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WHOLE: Mapping[str, str] = {
    "its words were changed": "les mots ont changé",
    "its words are being changed": "les mots changent",
    "the kit was changed": "le kit a changé",
    "the template was changed": "le modèle a changé",
    "the focal point of a photo was changed": "le point d’intérêt d’une photo a changé",
    "a photo or clip was replaced": "une photo ou un clip a été remplacé",
    "its pictures were drawn again": "les images ont été refaites",
    "what would be sent is no longer what was approved (the brand's kit fills it in)":
        "ce qui partirait n’est plus ce qui a été validé (le kit de la marque le complète)",
    "taken off the schedule": "retiré du planning",
    "removed from the calendar": "retiré du calendrier",
    "a change was asked for": "un changement est demandé",
    "the post no longer goes there": "le post n’y va plus",
    "asking what became of it": "on demande ce qu’il est devenu",
    "no word from whoever was sending it": "aucune nouvelle de qui l’envoyait",
    "this channel cannot say whether it was published: a person looks there and decides":
        "ce canal ne peut pas dire s’il est publié : une personne va voir et tranche",
    "it may have been published before: asking first": "il est peut-être déjà publié : on demande d’abord",
    "this process slept before the request left: nothing was sent": "la machine s’est endormie avant l’envoi : rien n’est parti",
    "the network takes no more posts of this account for now": "le réseau ne prend plus de posts de ce compte pour l’instant",
    "the network knows its key: the same post goes again": "le réseau connaît sa clé : le même post repart",
    "waiting for the network to settle": "on laisse au réseau le temps de finir",
    "the network could not be asked: a person looks there and decides":
        "le réseau n’a pas pu être interrogé : une personne va voir et tranche",
    "looked up: it is not there": "cherché : il n’y est pas",
    "sent": "il est en ligne",
    "again": "à renvoyer",
    "drop": "à laisser",
}  # fmt: skip
_PARTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(english), french)
    for english, french in (
        (r"^its hour was (.+) ago$", r"son heure est passée de \1"),
        (r"^refused (\d+) times; last: ", r"refusé \1 fois ; en dernier : "),
        (r"^could not be asked: ", "n’a pas pu être interrogé : "),
        (r"the post was being sent and its answer is lost", "le post partait et la réponse s’est perdue"),
        (r"the letter was being handed over and the answer is lost", "le courrier partait et la réponse s’est perdue"),
        (r"look whether it is there before sending it again", "regardez s’il y est avant de le renvoyer"),
        (r"the network cannot be reached", "le réseau est injoignable"),
        (r"the mail server cannot be reached", "le serveur de courrier est injoignable"),
        (r"the network asks us to slow down", "le réseau demande d’attendre"),
        (r"the network asks for time:", "le réseau demande du temps :"),
        (r"the network is out of order", "le réseau est en panne"),
        (r"the network failed on it", "le réseau a échoué dessus"),
        (r"the network does not let us in:", "le réseau ne nous laisse pas entrer :"),
        (r"the network does not know us:", "le réseau ne nous reconnaît pas :"),
        (r"the network refuses it:", "le réseau le refuse :"),
        (r"the receiver answers HTTP", "le destinataire répond HTTP"),
        (r"see what the receiver says of it", "voyez ce qu’en dit le destinataire"),
        (r"check the receiver and its secret, then connect it again", "vérifiez le destinataire et son secret, puis reconnectez-le"),
        (r"Server disconnected without sending a response\.", "la connexion s’est coupée sans réponse"),
        (r"no answer within ([\d.]+) s", r"pas de réponse en \1 s"),
        (r"this account is not connected any more", "ce compte n’est plus connecté"),
        (r"connect it again", "reconnectez-le"),
    )
)
_PLACE = re.compile(r"^network [^:—]+: ")


def note_words(note: str, language: str) -> str:
    """Return a note in the reader's language where visualgen wrote it, else as it is; the network, which the story names, is left out.

    >>> note_words("network Webhook, account 127.0.0.1: the network cannot be reached (All connection attempts failed)", "fr")
    'le réseau est injoignable (All connection attempts failed)'
    """
    note = _PLACE.sub("", note)
    if language != "fr":
        return note
    if note in _WHOLE:
        return _WHOLE[note]
    for english, french in _PARTS:
        note = english.sub(french, note)
    return note
