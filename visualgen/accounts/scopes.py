"""What a caller may do, verb by verb, and what a person's role lets them do."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from visualgen.errors import UnknownName


class Scope(StrEnum):
    """A verb. Every caller may `read` what is their brands'."""

    READ = "read"
    RENDER = "render"
    UPLOAD = "upload"
    DESIGN = "design"
    PLAN = "plan"
    APPROVE = "approve"
    PUBLISH = "publish"
    ADMIN = "admin"


MEANINGS: dict[Scope, tuple[str, str]] = {
    Scope.READ: ("see everything of the brand", "voir tout ce qui est à la marque"),
    Scope.RENDER: ("make pictures, clips and batches", "faire des images, des clips et des lots"),
    Scope.UPLOAD: ("add and delete assets: photos, footage, sound", "ajouter et supprimer des médias : photos, vidéos, sons"),
    Scope.DESIGN: ("add and delete brand kits and templates", "ajouter et supprimer des kits et des modèles"),
    Scope.PLAN: ("write posts and calendars", "écrire les publications et le calendrier"),
    Scope.APPROVE: ("approve posts", "valider les publications"),
    Scope.PUBLISH: ("publish posts, connect channels", "publier, connecter les canaux"),
    Scope.ADMIN: ("manage brands, keys, people and webhooks", "gérer les marques, les clés, les personnes et les webhooks"),
}
"""Each scope in words, English and French."""


class Role(StrEnum):
    """What a person is in their organisation."""

    OWNER = "owner"
    EDITOR = "editor"
    APPROVER = "approver"
    READER = "reader"


ROLES: dict[Role, frozenset[Scope]] = {
    Role.OWNER: frozenset(Scope),
    Role.EDITOR: frozenset({Scope.READ, Scope.RENDER, Scope.UPLOAD, Scope.DESIGN, Scope.PLAN}),
    Role.APPROVER: frozenset({Scope.READ, Scope.RENDER, Scope.PLAN, Scope.APPROVE, Scope.PUBLISH}),
    Role.READER: frozenset({Scope.READ}),
}


def scopes_of(words: Iterable[str]) -> frozenset[Scope]:
    """Return the scopes named, and `read`, which comes with every other. Raises `UnknownName`."""
    found = {Scope.READ}
    for word in words:
        if word not in set(Scope):
            raise UnknownName(f"there is no scope {word!r}", mend="choose from: " + ", ".join(Scope), scope=word).french(
                f"il n’y a pas de droit « {word} »", "choisissez parmi : " + ", ".join(Scope)
            )
        found.add(Scope(word))
    return frozenset(found)
