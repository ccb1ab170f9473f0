"""Every error visualgen raises on purpose, in one tree.

VisualgenError
├── InputError            the caller's input is wrong: exit code 2, HTTP 4xx
│   ├── UnknownName       no template, kit, slot, ratio or placement of that name
│   ├── SettingsError     an environment variable or option has a value that cannot be used
│   ├── KitError          a brand kit's file cannot be used
│   │   └── TokenError    a design token is malformed, missing or refers to itself
│   ├── FontError         a font file cannot be read or a family is not there
│   ├── TemplateError     a template's file cannot be used
│   │   └── SvgError      the drawing itself: markup, reference, size, nesting
│   ├── ContentError      a slot's value is missing, of the wrong type or not allowed
│   ├── PictureError      a photo or logo cannot be read, or is too large
│   ├── MediaError        a video or a sound file cannot be read or played
│   ├── CalendarError     a calendar file, or one cell of it, cannot be used
│   │   └── DatesUnclear  day and month of its dates could be read in either order
│   ├── OutputError       an output type, size or weight cannot be made
│   ├── NotSignedIn       nobody known calls: HTTP 401
│   ├── NotAllowed        whoever calls may not do this: HTTP 403
│   ├── NotFound          nothing of the caller's lives there: HTTP 404
│   ├── Conflict          what is there already stands against it: HTTP 409
│   ├── ArchiveError      a ZIP cannot be opened, or holds what it must not
│   ├── FetchError        an address that was given cannot be fetched
│   │   └── AddressRefused  it leads into a private network, or is no web address
│   ├── LimitExceeded     a safe limit was passed: nodes, depth, pixels, seconds
│   │   └── ProcessDied   the render process ended by itself, mostly for want of memory: another try may do
│   ├── ScheduleError     an hour or a time zone that does not exist
│   ├── PostError         a post, or a place in its life, that does not allow what is asked
│   │   ├── PostChanged   somebody, or the publisher, was faster: look again
│   │   └── PostBlocked   a network would refuse the post: mend it, or override with a reason
│   ├── LinkGone          a client's link is not good, or no longer
│   ├── CursorError       a page's cursor is not one that was given out
│   ├── BackupError       a backup is not whole, or not of a version that can be restored
│   └── DatabaseBehind    the database's schema is older, or newer, than this version
├── ChannelError          a post could not be brought to its network, or its fate is not known
│   ├── ChannelBusy       not now: try again later, nothing was published
│   ├── ReconnectNeeded   the network no longer knows us: a person connects the account again
│   ├── PostRejected      the network refuses this post: mend it
│   └── OutcomeUnknown    the request left and no answer came: it may be published
├── StoreUnreachable      the database or the blobs do not answer: try again later
├── LeaseLost             a job is another worker's by now: stop, and change nothing
├── BlobLost              a blob's bytes are gone, or are no longer those that were stored
└── PartMissing           a system part or library that this command needs is not installed

Errors carry data and a stable `code`; the message says what happened, where, and what to do.
"""

from __future__ import annotations

from typing import Self

_PLACES_FR = {
    "brand": "marque",
    "channel": "canal",
    "column": "colonne",
    "field": "champ",
    "file": "fichier",
    "key": "clé",
    "kit": "kit",
    "line": "ligne",
    "post": "post",
    "row": "ligne",
    "slot": "zone",
    "template": "modèle",
}


class VisualgenError(Exception):
    """The root of the tree. `code` is stable; `place` says where (file, line, layer, slot, row…).

    What people who are no developers run into speaks French, too: `fr` is (what happened, what to do), None elsewhere.
    """

    code = "error"

    def __init__(self, message: str, *, mend: str = "", **place: object) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
        self.fr: tuple[str, str] | None = None
        self.place = {key: value for key, value in place.items() if value is not None}

    def french(self, message: str, mend: str) -> Self:
        """Return the error, with what it says in French."""
        self.fr = (message, mend)
        return self

    def __str__(self) -> str:
        return self.told("en")

    def told(self, language: str) -> str:
        """Return where, what and what to do as one line, in French for "fr" where the error has French words."""
        message, mend = self.words(language)
        where = self.where(language)
        text = f"{where}{' : ' if language == 'fr' and self.fr else ': '}{message}" if where else message
        return f"{text} — {mend}" if mend else text

    def where(self, language: str, *, but: tuple[str, ...] = ()) -> str:
        """Return the place as one line, without the keys of `but`; in the language that `words` are in."""
        names = _PLACES_FR if language == "fr" and self.fr else {}
        return ", ".join(f"{names.get(key, key)} {value}" for key, value in self.place.items() if key not in but)

    def words(self, language: str) -> tuple[str, str]:
        """Return (what happened, what to do) in French for "fr" where the error has French words, else in English."""
        return self.fr if self.fr is not None and language == "fr" else (self.message, self.mend)

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), self.message, self.mend, self.place), self.__dict__.copy())


def _restore(kind: type[VisualgenError], message: str, mend: str, place: dict[str, object]) -> VisualgenError:
    """Rebuild an error that crossed a process border (worker pools pickle them)."""
    error = kind.__new__(kind)
    VisualgenError.__init__(error, message, mend=mend, **place)
    return error


class InputError(VisualgenError):
    """The caller's input is wrong."""

    code = "input"


class UnknownName(InputError):
    """No template, kit, slot, ratio or placement of that name."""

    code = "unknown_name"


class SettingsError(InputError):
    """An environment variable or option has a value that cannot be used."""

    code = "settings"


class KitError(InputError):
    """A brand kit's file cannot be used."""

    code = "kit"


class TokenError(KitError):
    """A design token is malformed, missing or refers to itself."""

    code = "token"


class FontError(InputError):
    """A font file cannot be read, or a family is not there."""

    code = "font"


class TemplateError(InputError):
    """A template's file cannot be used."""

    code = "template"


class SvgError(TemplateError):
    """The drawing itself cannot be used: markup, reference, size, nesting."""

    code = "svg"


class ContentError(InputError):
    """A slot's value is missing, of the wrong type or not allowed."""

    code = "content"


class PictureError(InputError):
    """A photo or logo cannot be read, or is too large."""

    code = "picture"


class MediaError(InputError):
    """A video or a sound file cannot be read or played."""

    code = "media"


class CalendarError(InputError):
    """A calendar file, or one cell of it, cannot be used."""

    code = "calendar"


class DatesUnclear(CalendarError):
    """Day and month of the calendar's dates could be read in either order: ask, never guess."""

    code = "ambiguous_date"


class OutputError(InputError):
    """An output type, size or weight cannot be made."""

    code = "output"


class NotSignedIn(InputError):
    """Nobody known calls: no key, no session, or one that is not valid any more."""

    code = "unauthenticated"


class NotAllowed(InputError):
    """Whoever calls may not do this."""

    code = "forbidden"


class NotFound(InputError):
    """Nothing lives there, or nothing that is the caller's."""

    code = "not_found"


class Conflict(InputError):
    """What is there already stands against it: a name is taken, a thing is in use."""

    code = "conflict"


class ArchiveError(InputError):
    """A ZIP cannot be opened, or holds what it must not: paths outside, links, passwords."""

    code = "archive"


class FetchError(InputError):
    """An address that was given cannot be fetched."""

    code = "fetch"


class AddressRefused(FetchError):
    """An address is not called: it leads into a private network, or is no web address."""

    code = "address_refused"


class ScheduleError(InputError):
    """An hour that does not exist, or comes twice and may not; a time zone nobody knows."""

    code = "schedule"


class PostError(InputError):
    """The post, at this place of its life, does not allow what is asked."""

    code = "post"


class PostChanged(PostError):
    """Somebody, or the publisher, changed the post in the meantime."""

    code = "post_changed"


class PostBlocked(PostError):
    """A network would refuse the post, or a rule forbids it: mend it, or say why it goes all the same. `findings` are what blocks."""

    code = "post_blocked"

    def __init__(self, message: str, *, findings: tuple[object, ...] = (), mend: str = "", **place: object) -> None:
        super().__init__(message, mend=mend, **place)
        self.findings = findings


class LinkGone(InputError):
    """A client's link is not one of ours, is over, or was revoked."""

    code = "link_gone"


class LimitExceeded(InputError):
    """A safe limit was passed: nodes, depth, pixels, seconds."""

    code = "limit"


class ChannelError(VisualgenError):
    """A post could not be brought to its network, or its fate is not known. `account` and `network` go into its place."""

    code = "channel"


class ChannelBusy(ChannelError):
    """The network does not take it now (rate limit, outage, no connection): nothing was published, try again later.

    `retry_after_s` is what the network asked for, None where it did not say.
    """

    code = "channel_busy"

    def __init__(self, message: str, *, retry_after_s: float | None = None, mend: str = "", **place: object) -> None:
        super().__init__(message, mend=mend, **place)
        self.retry_after_s = retry_after_s


class ReconnectNeeded(ChannelError):
    """The network no longer knows us (token revoked or expired, password changed): a person connects the account again."""

    code = "reconnect_needed"


class PostRejected(ChannelError):
    """The network refuses this post, and will again until it is mended. `reason` is a stable word, `field` what is to be changed."""

    code = "post_rejected"

    def __init__(self, message: str, *, reason: str = "rejected", field: str = "", mend: str = "", **place: object) -> None:
        super().__init__(message, mend=mend, **place)
        self.reason, self.field = reason, field


class OutcomeUnknown(ChannelError):
    """The request that publishes has left and no answer came: the post may be there. Look before sending again."""

    code = "outcome_unknown"


class ProcessDied(LimitExceeded):
    """The render process ended by itself: killed for want of memory, or crashed. Another try may do."""


class CursorError(InputError):
    """A page's cursor is not one that was given out for this list."""

    code = "cursor"


class BackupError(InputError):
    """A backup is not whole, or not of a version that can be restored."""

    code = "backup"


class DatabaseBehind(InputError):
    """The database's schema is older, or newer, than this version needs."""

    code = "database_behind"


class StoreUnreachable(VisualgenError):
    """The database or the blobs do not answer, or refuse us: try again later."""

    code = "store_unreachable"


class LeaseLost(VisualgenError):
    """The job is no longer this worker's: its lease ran out and another has it, or it is gone. Stop, and change nothing."""

    code = "lease_lost"


class BlobLost(VisualgenError):
    """A blob's bytes are gone, or are no longer those that were stored."""

    code = "blob_lost"


class PartMissing(VisualgenError):
    """A system part or library that this command needs is not installed."""

    code = "part_missing"
