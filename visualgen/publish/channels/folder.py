"""The channel `folder`: a ready-to-post package for a person, and the one that is always there.

A package is a folder that appears whole: the media in order (`01.jpg`…), `caption.txt` and a `caption-NETWORK.txt` for each network with
its own words, `alt.txt`, `first-comment.txt`, `link.txt`, and `index.html`, a sheet to copy from on a phone.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from visualgen.errors import PostRejected
from visualgen.publish.channel import (
    FOR_EVER,
    Account,
    Attempt,
    Capabilities,
    ChannelKind,
    Connected,
    Field,
    NetworkLimits,
    Outgoing,
    Receipt,
    Surroundings,
)
from visualgen.publish.files import connect_folder, keep_names, media_names, plain_name, told, write_durably
from visualgen.publish.package_sheet import sheet

CAPABILITIES = Capabilities(
    kinds=frozenset({"text", "photo", "carousel", "video", "reel", "story"}),
    types=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "application/pdf"}),
    key_lifetime=FOR_EVER,
    lookup=True,
    first_comment=True,
    account=False,
)
DONE = ".published"
"""The hidden folder that remembers each key, so that a package filed away by hand is not made again."""


class FolderChannel:
    """Packages in one folder."""

    capabilities = CAPABILITIES

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.folder = Path(account.settings["folder"]).expanduser()
        self.place = {"network": KIND.title, "folder": self.folder.name}

    def limits(self) -> NetworkLimits:
        """Return no limit: a folder takes all."""
        return NetworkLimits()

    def text(self, post: Outgoing) -> str:
        """Return the words of `caption.txt`."""
        return post.text(link=False)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Put the package there; one that is there stays as it is. Raises a `ChannelError`."""
        with told(self.folder, **self.place):
            found = self.find(post, attempt)
            if found:
                return found
            self.folder.mkdir(parents=True, exist_ok=True)
            name = package_name(post, attempt.key)
            part = self.folder / f".{name}.{secrets.token_hex(6)}.part"
            try:
                part.mkdir()
                for file, content in package_files(post).items():
                    write_durably(part / file, content)
                attempt.last_check()
                self._appear(part, self.folder / name)
            finally:
                shutil.rmtree(part, ignore_errors=True)
            (self.folder / DONE).mkdir(exist_ok=True)
            write_durably(self.folder / DONE / _mark(attempt.key), name.encode())
            return self._receipt(name)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Return the receipt of the package of this key, even if it has been filed away since; None where none was made."""
        with told(self.folder, **self.place):
            mark = self.folder / DONE / _mark(attempt.key)
            if mark.is_file():
                return self._receipt(mark.read_text("utf-8"))
            name = package_name(post, attempt.key)
            return self._receipt(name) if (self.folder / name).is_dir() else None

    def _appear(self, part: Path, package: Path) -> None:
        try:
            os.rename(part, package)  # noqa: PTH104 - Path.rename is the same call, this one says that folders are meant
        except OSError:
            if not package.is_dir():
                raise
        keep_names(self.folder)

    def _receipt(self, name: str) -> Receipt:
        return Receipt(name, notes={"folder": name})


def package_name(post: Outgoing, key: str) -> str:
    """Return the package's name: it sorts by the hour it was planned for, and the end of it is the key's."""
    words = plain_name(f"{post.brand} {post.title}") or "post"
    return f"{post.planned:%Y-%m-%d_%Hh%M}_{words}_{_mark(key)[:12]}"


def package_files(post: Outgoing) -> Mapping[str, bytes]:
    """Return the package's files by name. Raises `PostRejected` where there is nothing to post."""
    captions = {network: post.text(link=False, network=network) for network in post.captions}
    texts = {"caption.txt": post.text(link=False)}
    texts |= {f"caption-{plain_name(network)}.txt": text for network, text in captions.items()}
    if not post.media and not texts["caption.txt"]:
        raise PostRejected("it has neither words nor media", reason="empty", field="caption", mend="give it a caption or a picture")
    names = media_names(post)
    if names:
        texts["alt.txt"] = "\n\n".join(f"{name}\n{media.alt}" for name, media in zip(names, post.media, strict=True))
    texts |= {"first-comment.txt": post.first_comment, "link.txt": post.link}
    files = {name: f"{text}\n".encode() for name, text in texts.items() if text}
    files |= {name: media.read() for name, media in zip(names, post.media, strict=True)}
    files["index.html"] = sheet(post, names, captions).encode()
    return files


def _mark(key: str) -> str:
    return plain_name(key, 80)


def _connect(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Check that the folder can be written to."""
    return connect_folder(settings, KIND.title)


KIND = ChannelKind(
    name="folder",
    title="Dossier",
    capabilities=CAPABILITIES,
    fields=(Field("folder", "dossier où les publications prêtes apparaissent", "folder in which ready posts appear"),),
    open=FolderChannel,
    connect=_connect,
)
