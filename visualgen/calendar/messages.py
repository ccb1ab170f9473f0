"""Every sentence the calendar says about a file, in French and English: what is wrong, and the mend."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from visualgen.calendar.model import Problem
from visualgen.errors import CalendarError

_TEXTS: dict[str, tuple[str, str, str, str]] = {
    # code: (message fr, mend fr, message en, mend en)
    "file_missing": (
        "il n’y a pas de fichier de ce nom",
        "vérifiez le chemin du calendrier",
        "there is no file of this name",
        "check the calendar's path",
    ),
    "file_unreadable": (
        "ce fichier ne peut pas être lu",
        "vérifiez vos droits sur ce fichier et son dossier",
        "this file cannot be read",
        "check your rights to the file and its folder",
    ),
    "file_size": (
        "le fichier pèse {size}",
        "un calendrier tient en {limit} : retirez les images et les feuilles inutiles",
        "the file weighs {size}",
        "a calendar fits in {limit}: remove pictures and sheets that are not needed",
    ),
    "file_kind": (
        "ce n’est pas un calendrier lisible : {kind}",
        "enregistrez-le en .xlsx, en CSV UTF-8 ou en YAML",
        "this is not a calendar that can be read: {kind}",
        "save it as .xlsx, as CSV UTF-8 or as YAML",
    ),
    "file_broken": (
        "le fichier est abîmé : {reason}",
        "ouvrez-le dans votre tableur et enregistrez-le à nouveau",
        "the file is damaged: {reason}",
        "open it in your spreadsheet program and save it again",
    ),
    "encoding": (
        "l’encodage du texte n’a pas pu être reconnu",
        "enregistrez le fichier en « CSV UTF-8 »",
        "the text encoding could not be recognised",
        "save the file as “CSV UTF-8”",
    ),
    "empty": (
        "le calendrier est vide",
        "il faut une ligne de titres avec au moins date et modèle, puis une ligne par post",
        "the calendar is empty",
        "it needs a row of titles with at least date and template, then one row a post",
    ),
    "missing_column": (
        "il manque la colonne {columns_fr} (trouvées : {found})",
        "ajoutez {columns_fr} à la ligne de titres",
        "column {columns} is missing (found: {found})",
        "add {columns} to the row of titles",
    ),
    "twin_column": (
        "deux colonnes ont le même sens : {titles}",
        "gardez-en une, ou renommez l’autre",
        "two columns mean the same: {titles}",
        "keep one of them, or rename the other",
    ),
    "too_many": (
        "le calendrier a plus de {limit} {things}",
        "découpez-le en plusieurs fichiers",
        "the calendar has more than {limit} {things}",
        "split it into several files",
    ),
    "ambiguous_date": (
        "l’ordre du jour et du mois ne peut pas être deviné : {value} (lignes {lines})",
        "dites-le avec --dates dmy (jour d’abord) ou --dates mdy (mois d’abord), ou écrivez les dates 2026-12-03",
        "the order of day and month cannot be known: {value} (lines {lines})",
        "say it with --dates dmy (day first) or --dates mdy (month first), or write dates as 2026-12-03",
    ),
    "swapped_dates": (
        "Excel semble avoir inversé jour et mois dans certaines dates (lignes {lines}) et laissé les autres en texte",
        "corrigez la colonne : toutes les dates en 2026-12-03",
        "Excel seems to have swapped day and month in some dates (lines {lines}) and left the others as text",
        "mend the column: all dates as 2026-12-03",
    ),
    "yaml": (
        "le YAML ne peut pas être lu : {reason}",
        "corrigez cette ligne",
        "the YAML cannot be read: {reason}",
        "mend this line",
    ),
    "yaml_shape": (
        "un calendrier YAML est une liste de posts, ou `posts:` suivi de cette liste",
        "commencez chaque post par « - date: … »",
        "a YAML calendar is a list of posts, or `posts:` followed by that list",
        "begin every post with “- date: …”",
    ),
    "yaml_alias": (
        "les ancres et alias YAML (&, *) ne sont pas acceptés dans un calendrier",
        "répétez la valeur",
        "YAML anchors and aliases (&, *) are not accepted in a calendar",
        "repeat the value",
    ),
    "yaml_tag": (
        "les étiquettes YAML ({value}) ne sont pas acceptées dans un calendrier",
        "retirez l’étiquette",
        "YAML tags ({value}) are not accepted in a calendar",
        "remove the tag",
    ),
    "missing_date": (
        "la date manque",
        "écrivez-la, par exemple 2026-12-03",
        "the date is missing",
        "write it, for example 2026-12-03",
    ),
    "missing_template": (
        "le modèle manque",
        "écrivez le nom d’un modèle",
        "the template is missing",
        "write the name of a template",
    ),
    "bad_date": (
        "cette date n’existe pas ou n’est pas comprise",
        "écrivez-la ainsi : 2026-12-03",
        "this date does not exist or is not understood",
        "write it like this: 2026-12-03",
    ),
    "date_year": (
        "l’année manque ou n’est pas plausible",
        "écrivez la date avec son année : 2026-12-03",
        "the year is missing or not plausible",
        "write the date with its year: 2026-12-03",
    ),
    "bad_time": (
        "cette heure n’est pas comprise",
        "écrivez-la ainsi : 09:30 ou 9h30",
        "this time is not understood",
        "write it like this: 09:30 or 9h30",
    ),
    "two_times": (
        "la date porte déjà une heure ({other}), différente de celle-ci",
        "gardez une seule des deux",
        "the date already carries a time ({other}) that differs from this one",
        "keep one of the two",
    ),
    "time_zone": (
        "un décalage horaire n’est pas accepté ici",
        "écrivez l’heure locale de la marque : 2026-12-03 09:30",
        "a time zone offset is not accepted here",
        "write the brand's local time: 2026-12-03 09:30",
    ),
    "duplicate_id": (
        "cet id est déjà celui de la ligne {other}",
        "donnez un autre id à ce post",
        "this id is already that of line {other}",
        "give this post another id",
    ),
    "duplicate_key": (
        "cette clé est écrite deux fois dans le même post",
        "n’en gardez qu’une",
        "this key is written twice in the same post",
        "keep one of them",
    ),
    "not_a_post": (
        "ceci n’est pas un post",
        "un post est une suite de lignes « clé: valeur »",
        "this is not a post",
        "a post is a set of “key: value” lines",
    ),
    "not_text": (
        "cette colonne attend un texte, pas une liste",
        "écrivez un texte",
        "this column takes a text, not a list",
        "write a text",
    ),
    "extra_cells": (
        "la ligne a plus de cellules que la ligne de titres",
        "un séparateur est de trop, ou une cellule doit être entre guillemets",
        "the line has more cells than the row of titles",
        "there is a separator too many, or a cell needs quotation marks",
    ),
    "quotes": (
        "un guillemet ouvert n’est jamais fermé",
        'fermez le guillemet, ou doublez-le ("") s’il fait partie du texte',
        "a quotation mark is opened and never closed",
        'close it, or double it ("") where it belongs to the text',
    ),
    "control_characters": (
        "la cellule contient des caractères de contrôle ({characters})",
        "retapez ce texte",
        "the cell holds control characters ({characters})",
        "type this text again",
    ),
    "lost_characters": (
        "des caractères ont été perdus (�)",
        "retapez ce texte, puis enregistrez en « CSV UTF-8 »",
        "characters were lost (�)",
        "type this text again, then save as “CSV UTF-8”",
    ),
    "mojibake": (
        "les accents ont été abîmés par un mauvais encodage ({sample})",
        "reprenez le fichier d’origine et enregistrez-le en « CSV UTF-8 »",
        "the accents were damaged by a wrong encoding ({sample})",
        "go back to the original file and save it as “CSV UTF-8”",
    ),
    "formula": (
        "la cellule est une formule sans résultat enregistré",
        "ouvrez le fichier dans Excel ou LibreOffice et enregistrez-le, ou écrivez la valeur",
        "the cell is a formula without a saved result",
        "open the file in Excel or LibreOffice and save it, or write the value",
    ),
    "formula_error": (
        "la formule de cette cellule est en erreur",
        "corrigez la formule, ou écrivez la valeur",
        "the formula in this cell fails",
        "mend the formula, or write the value",
    ),
    "nameless_column": (
        "cette cellule est dans une colonne sans titre : elle est ignorée",
        "donnez un titre à la colonne ou videz-la",
        "this cell is in a column without a title: it is ignored",
        "give the column a title or empty it",
    ),
    "unknown_template": (
        "aucun modèle ne porte ce nom",
        "{near_fr}modèles connus : {names}",
        "no template has this name",
        "{near_en}known templates: {names}",
    ),
    "unknown_slot": (
        "aucun modèle de ce calendrier n’a de zone « {name} » : la colonne est ignorée",
        "{near_fr}renommez la colonne (zones connues : {names}), ou laissez-la pour vos notes",
        "no template of this calendar has a slot “{name}”: the column is ignored",
        "{near_en}rename the column (known slots: {names}), or keep it for your notes",
    ),
    "slot_elsewhere": (
        "le modèle « {template} » n’a pas cette zone : la cellule est ignorée",
        "videz la cellule, ou choisissez un autre modèle",
        "the template “{template}” does not have this slot: the cell is ignored",
        "empty the cell, or choose another template",
    ),
    "bad_list": (
        "cette liste n’est pas du JSON lisible",
        "écrivez plutôt : premier | deuxième | troisième",
        "this list is not JSON that can be read",
        "rather write: first | second | third",
    ),
    "output": (
        "ce type de fichier n’est pas connu",
        "choisissez jpg, png, webp, avif, pdf, ou mp4, gif, « webp animé »",
        "this file type is not known",
        "choose jpg, png, webp, avif, pdf, or mp4, gif, “animated webp”",
    ),
    "ratio": (
        "ce format n’est pas connu",
        "écrivez 4x5, 1x1, 9x16, une taille comme 1200x628, ou un emplacement comme instagram.story ; dessinés ici : {drawn}",
        "this ratio is not known",
        "write 4x5, 1x1, 9x16, a size such as 1200x628, or a placement such as instagram.story; drawn here: {drawn}",
    ),
    "ratio_near": (
        "ce format n’est pas connu",
        "vouliez-vous dire {near} ? Dessinés ici : {drawn}",
        "this ratio is not known",
        "did you mean {near}? Drawn here: {drawn}",
    ),
    "clip_duration": (
        "cette durée de clip n’est pas un nombre de secondes",
        "écrivez par exemple 8 ou 12,5 (180 au plus)",
        "this clip duration is no number of seconds",
        "write for example 8 or 12.5 (180 at the most)",
    ),
    "photo_address": (
        "une photo sur Internet n’est pas téléchargée",
        "enregistrez la photo à côté du calendrier et écrivez son nom",
        "a photo on the Internet is not downloaded",
        "save the photo beside the calendar and write its name",
    ),
    "photo_outside": (
        "cette photo est hors du dossier du calendrier",
        "copiez-la à côté du calendrier et écrivez son nom",
        "this photo is outside the calendar's folder",
        "copy it beside the calendar and write its name",
    ),
    "photo_missing": (
        "ce fichier n’est pas à côté du calendrier",
        "vérifiez le nom{near}",
        "this file is not beside the calendar",
        "check the name{near}",
    ),
    "event": (
        "cet événement n’a pas de date lisible",
        "ouvrez-le dans votre agenda et enregistrez-le à nouveau",
        "this event has no date that can be read",
        "open it in your calendar program and save it again",
    ),
    "event_repeats": (
        "cet événement se répète : seul le premier est pris",
        "faites un événement par post",
        "this event repeats: only the first one is taken",
        "make one event a post",
    ),
    "unknown_state": (
        "cet état n’est pas connu",
        "écrivez idée, brouillon, à valider, validé, planifié ou publié ; sans état connu, c’est un brouillon",
        "this state is not known",
        "write idea, draft, review, approved, scheduled or published; without a known one it is a draft",
    ),
    "unknown_channel": (
        "ce canal n’est pas connu",
        "vérifiez l’orthographe ; le post est rendu quand même",
        "this channel is not known",
        "check the spelling; the post is rendered all the same",
    ),
}


def problem(
    code: str,
    *,
    line: int | None = None,
    column: str | None = None,
    value: object = "",
    row: str = "",
    blocks: bool = True,
    words: Mapping[str, object] | None = None,
) -> Problem:
    """Return the problem `code` at its place; `words` fill the gaps of its sentences."""
    message_fr, mend_fr, message_en, mend_en = _TEXTS[code]
    shown = short(value)
    gaps = {"value": shown, **(words or {})}
    return Problem(
        code,
        {"fr": message_fr.format(**gaps), "en": message_en.format(**gaps)},
        {"fr": mend_fr.format(**gaps), "en": mend_en.format(**gaps)},
        line=line,
        column=column,
        value=shown,
        row=row,
        blocks=blocks,
    )


def known_names(given: str, names: Sequence[str]) -> dict[str, str]:
    """Return the words about a name that is none of `names`: these, and the one that was probably meant."""
    near = difflib.get_close_matches(given.lower(), names, n=1, cutoff=0.5)
    return {
        "names": ", ".join(names)[:300] or "—",
        "near_fr": f"vouliez-vous dire « {near[0]} » ? " if near else "",
        "near_en": f"did you mean “{near[0]}”? " if near else "",
    }


def failure(
    code: str,
    path: Path,
    language: str,
    *,
    line: int | None = None,
    column: str | None = None,
    words: Mapping[str, object] | None = None,
) -> CalendarError:
    """Return the error `code` about the file as a whole, ready to raise."""
    found = problem(code, line=line, column=column, value=(words or {}).get("value", ""), words=words)
    fr = (found.message["fr"], found.mend["fr"])
    return CalendarError(found.message[language], mend=found.mend[language], file=path.name, line=line, column=column).french(*fr)


def codes() -> tuple[str, ...]:
    """Every stable code a calendar can report."""
    return tuple(_TEXTS)


def short(value: object) -> str:
    """Return a cell's value as one line of at most 80 characters."""
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else text[:79] + "…"
