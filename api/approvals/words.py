"""Every sentence of the client's page, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NETWORKS = {
    "instagram": "Instagram", "facebook": "Facebook", "linkedin": "LinkedIn", "tiktok": "TikTok", "x": "X", "threads": "Threads",
    "bluesky": "Bluesky", "mastodon": "Mastodon", "pinterest": "Pinterest", "youtube": "YouTube", "google": "Google",
    "snapchat": "Snapchat",
}  # fmt: skip


def _lead_fr(waiting: int, count: int) -> str:
    if waiting == 0:
        return "Merci, tout est vu. Vous pouvez encore relire ci-dessous."
    if count == 1:
        return "Un post attend votre avis, tel qu’il sera publié."
    return (
        f"{waiting} post{'s' if waiting > 1 else ''} sur {count} attend{'ent' if waiting > 1 else ''} votre avis, comme ils seront publiés."
    )


def _lead_en(waiting: int, count: int) -> str:
    if waiting == 0:
        return "Thank you, everything has been looked at. You can still read it all below."
    if count == 1:
        return "One post waits for your word, as it will be published."
    return f"{waiting} of {count} posts wait{'s' if waiting == 1 else ''} for your word, as they will be published."


WORDS: Mapping[str, dict[str, Any]] = {
    "fr": {
        "title": "Posts à valider", "language": "Langue", "hello": "Bonjour {client}", "lead": _lead_fr,
        "carousel": "{n} images, à faire défiler", "swipe": "faites glisser", "on": "Sur {networks}",
        "formats": "Dans les autres formats", "kinds": {"story": "Story", "reel": "Réel"},
        "first_comment": "Premier commentaire", "alt": "Texte pour celles et ceux qui ne voient pas l’image",
        "comment": "Votre remarque (facultative pour valider)", "approve": "Je valide", "change": "Je demande un changement",
        "only_comment": "Envoyer la remarque seulement", "say_what": "Dites en quelques mots ce qu’il faut changer.",
        "reconsider": "Revenir sur ma validation", "what_change": "Que faut-il changer ?", "nothing": "Il n’y a plus rien à valider ici.",
        "until": "Ce lien est personnel ; il reste valable jusqu’au {day}.",
        "said": {
            "comment": "a écrit", "approved": "a validé", "change_asked": "demande un changement", "lapsed": "— modifié depuis, à revoir",
        },
        "published": "Publié", "approved": "Validé", "change_asked": "Changement demandé", "waiting": "En attente de votre avis",
        "networks": {**_NETWORKS, "folder": "", "email": "E-mail", "feed": "Flux"},
        "gone_title": "Ce lien n’est plus valable",
        "gone_text": "Il a expiré ou a été remplacé. Demandez-en un nouveau à la personne qui vous l’a envoyé.",
        "notices": {
            "approve": ("yes", "C’est validé, merci."), "change": ("yes", "Votre demande est transmise, merci."),
            "comment": ("yes", "Votre remarque est transmise, merci."),
            "changed": ("no", "Ce post a changé depuis que vous l’avez ouvert : regardez-le à nouveau, puis décidez."),
            "closed": ("no", "Ce post n’est plus à valider."),
        },
    },
    "en": {
        "title": "Posts to approve", "language": "Language", "hello": "Hello {client}", "lead": _lead_en,
        "carousel": "{n} pictures, to scroll through", "swipe": "swipe", "on": "On {networks}",
        "formats": "In the other formats", "kinds": {"story": "Story", "reel": "Reel"},
        "first_comment": "First comment", "alt": "Words for those who do not see the picture",
        "comment": "Your remark (optional when you approve)", "approve": "I approve", "change": "I ask for a change",
        "only_comment": "Send the remark only", "say_what": "Say in a few words what is to be changed.",
        "reconsider": "Take my approval back", "what_change": "What is to be changed?", "nothing": "There is nothing left to approve here.",
        "until": "This link is yours; it is good until {day}.",
        "said": {
            "comment": "wrote", "approved": "approved", "change_asked": "asks for a change", "lapsed": "— changed since, to be seen again",
        },
        "published": "Published", "approved": "Approved", "change_asked": "Change asked for", "waiting": "Waits for your word",
        "networks": {**_NETWORKS, "folder": "", "email": "E-mail", "feed": "Feed"},
        "gone_title": "This link is no longer good",
        "gone_text": "It has expired or was replaced. Ask whoever sent it for a new one.",
        "notices": {
            "approve": ("yes", "Approved, thank you."), "change": ("yes", "Your request has been passed on, thank you."),
            "comment": ("yes", "Your remark has been passed on, thank you."),
            "changed": ("no", "This post has changed since you opened it: look at it again, then decide."),
            "closed": ("no", "This post is no longer up for approval."),
        },
    },
}  # fmt: skip
