"""The channel `email`: the post as a letter with its pictures in it, over SMTP (aiosmtplib).

`Message-ID` is made from the key, so that a reader's mailbox folds a second copy into the first; SMTP itself cannot be asked, so a reply
lost after the letter was handed over is left to a person.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.policy
import html
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, TypeVar

import aiosmtplib

from visualgen.errors import ChannelBusy, ChannelError, OutcomeUnknown, PostRejected, ReconnectNeeded
from visualgen.outbound.addresses import is_public
from visualgen.outbound.transport import resolve
from visualgen.publish.channel import (
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
    Unstored,
)
from visualgen.publish.files import media_names
from visualgen.publish.web import LOOK, run

Answer = TypeVar("Answer")

CAPABILITIES = Capabilities(
    kinds=frozenset({"text", "photo", "carousel", "video", "reel", "story"}),
    types=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "application/pdf"}),
    first_comment=True,
)
PORTS = {"starttls": 587, "tls": 465, "none": 25}
AGAIN = "check the server, the name and the password, then connect the account again"
GOODBYE_S = 2.0
BASE64 = 0.73
"""What of a message's size is left for a file once it is written in base64."""


@dataclass
class _Sent:
    """Whether the letter is being handed over."""

    left: bool = False


class EmailChannel:
    """One sender and its readers."""

    capabilities = CAPABILITIES

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.account, self.outside = account, outside
        settings = account.settings
        self.host, self.user = settings["host"], settings.get("user", "")
        self.security = settings.get("security") or "starttls"
        self.port = int(settings.get("port") or PORTS.get(self.security, 587))
        self.sender = settings["sender"]
        self.readers = tuple(part.strip() for part in settings["readers"].replace(";", ",").split(",") if part.strip())
        self.place: dict[str, Any] = {"network": KIND.title, "account": self.sender}

    def limits(self) -> NetworkLimits:
        """Sign in and ask the server how heavy a letter may be; raises `ChannelBusy` or `ReconnectNeeded`."""

        async def ask(smtp: aiosmtplib.SMTP, sent: _Sent) -> NetworkLimits:
            size = smtp.esmtp_extensions.get("size", "")
            most = int(int(size) * BASE64) if size.isdigit() and int(size) else None
            return NetworkLimits(image_bytes=most, video_bytes=most)

        return self._talk(ask)

    def text(self, post: Outgoing) -> str:
        """Return the letter's words."""
        return post.text(link=True)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Hand the letter over. Raises a `ChannelError`."""
        letter = self._letter(post, attempt.key)

        async def send(smtp: aiosmtplib.SMTP, sent: _Sent) -> Receipt:
            await smtp.mail(self.sender)
            for reader in self.readers:
                await smtp.rcpt(reader)
            attempt.last_check()
            sent.left = True
            answer = await smtp.data(letter.as_bytes())
            return Receipt(self._message_id(attempt.key), notes={"answer": answer.message[:200]})

        return self._talk(send)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Return None: SMTP cannot be asked."""
        return None

    def _letter(self, post: Outgoing, key: str) -> EmailMessage:
        letter = EmailMessage(email.policy.SMTP)
        text = self.text(post)
        try:
            letter["From"] = Address(display_name=" ".join(post.brand.split()), addr_spec=self.sender)
            letter["To"] = ", ".join(str(Address(addr_spec=reader)) for reader in self.readers)
        except (ValueError, IndexError) as error:
            raise ReconnectNeeded("an address of the sender or a reader is not one", mend=AGAIN, **self.place) from error
        letter["Subject"] = " ".join((post.title or next(iter(text.splitlines()), "") or post.brand).split())[:200]
        letter["Date"] = format_datetime(self.outside.now())
        letter["Message-ID"] = self._message_id(key)
        letter["Content-Language"] = post.language
        names = media_names(post)
        marks = [f"{number}.{key}@visualgen" for number in range(1, len(names) + 1)]
        words = text + "".join(f"\n\n[{name}] {item.alt}" for name, item in zip(names, post.media, strict=True) if item.alt)
        if post.first_comment:
            words += f"\n\n{post.first_comment}"
        letter.set_content(words)
        letter.add_alternative(_page(post, text, marks), subtype="html")
        page = letter.get_payload()[1]  # type: ignore[index]
        assert isinstance(page, EmailMessage)
        for name, mark, item in zip(names, marks, post.media, strict=True):
            main, _, sub = item.type.partition("/")
            if main == "image":
                page.add_related(item.read(), main, sub, cid=f"<{mark}>", filename=name, disposition="inline")
        for name, item in zip(names, post.media, strict=True):
            main, _, sub = item.type.partition("/")
            if main != "image":
                letter.add_attachment(item.read(), main, sub, filename=name)
        return letter

    def _message_id(self, key: str) -> str:
        return f"<{key}@{self.sender.rpartition('@')[2] or 'visualgen'}>"

    def _talk(self, work: Callable[[aiosmtplib.SMTP, _Sent], Awaitable[Answer]]) -> Answer:
        """Run `work` on a signed-in connection under the total timeout; what SMTP answers becomes a `ChannelError`."""
        sent = _Sent()

        async def talk() -> Answer:
            smtp, line = self._client(), None
            try:
                async with asyncio.timeout(self.outside.timeout_s):
                    await self._check_host()
                    await smtp.connect()
                    line = smtp.transport
                    if self.user:
                        await smtp.login(self.user, self.account.secrets().get("password", ""))
                    answer = await work(smtp, sent)
                with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                    async with asyncio.timeout(GOODBYE_S):
                        await smtp.quit()
                return answer
            finally:
                smtp.close()
                if isinstance(line, asyncio.Transport):
                    line.abort()  # `close` would leave the end of TLS to a loop that ends with this call
                    await asyncio.sleep(0)

        try:
            return run(talk())
        except aiosmtplib.SMTPResponseException as error:
            raise self._refused(error) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            if sent.left:
                raise OutcomeUnknown("the letter was being handed over and the answer is lost", mend=LOOK, **self.place) from error
            if isinstance(error, ssl.SSLError | aiosmtplib.SMTPNotSupported):
                raise ReconnectNeeded("no safe connection to the server can be made", mend=AGAIN, **self.place) from error
            if type(error) is aiosmtplib.SMTPException:  # the library's word for a server that takes no password
                raise ReconnectNeeded("the mail server takes no user name and password", mend=AGAIN, **self.place) from error
            raise ChannelBusy(f"the mail server cannot be reached ({type(error).__name__})", **self.place) from error

    async def _check_host(self) -> None:
        """Refuse a host inside the machine's own network, where the service is for strangers."""
        if self.outside.transport is None:
            return
        addresses = await resolve(self.host, self.port)
        if not addresses or not all(is_public(address) for address in addresses):
            raise ReconnectNeeded("the mail server is not on the public internet", mend=AGAIN, **self.place)

    def _client(self) -> aiosmtplib.SMTP:
        if self.security not in PORTS:
            raise ReconnectNeeded(f"security is {self.security!r}", mend="choose starttls, tls or none", **self.place)
        if self.security == "none" and self.user and self.host not in ("localhost", "127.0.0.1", "::1"):
            raise ReconnectNeeded("a password would go over an open line", mend="set security to starttls or tls", **self.place)
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            timeout=self.outside.timeout_s,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=ssl.create_default_context(cafile=self.account.settings.get("ca_file") or None),
            local_hostname=self.sender.rpartition("@")[2] or "localhost",
        )

    def _refused(self, error: aiosmtplib.SMTPResponseException) -> ChannelError:
        """Return what an SMTP answer means (RFC 5321, 3463): 4xx is for now, 5xx for good; a letter that is refused was not delivered."""
        said = " ".join(f"{error.code} {error.message}".split())[:200]
        if 400 <= error.code < 500:
            return ChannelBusy(f"the mail server does not take it now: {said}", **self.place)
        if isinstance(error, aiosmtplib.SMTPAuthenticationError) or error.code in (530, 534, 535, 538):
            return ReconnectNeeded("the mail server does not let us in", mend=AGAIN, **self.place)
        if isinstance(error, aiosmtplib.SMTPSenderRefused | aiosmtplib.SMTPRecipientRefused):
            return ReconnectNeeded(f"the mail server refuses an address: {said}", mend="change the sender or the readers", **self.place)
        if error.code == 552:
            return PostRejected(
                f"the letter is too heavy: {said}", reason="media_too_large", field="media", mend="make it lighter", **self.place
            )
        return PostRejected(f"the mail server refuses the letter: {said}", reason="refused", mend="see what it says", **self.place)


def _page(post: Outgoing, text: str, marks: Sequence[str]) -> str:
    """Return the letter as HTML: the pictures in their order, the words, the first comment."""
    style = "max-width:100%;height:auto;display:block;margin:0 0 16px"
    shown = [
        f'<img src="cid:{mark}" alt="{html.escape(item.alt)}" width="{min(item.width_px, 600)}" style="{style}">'
        for mark, item in zip(marks, post.media, strict=True)
        if item.type.startswith("image/")
    ]
    paragraphs = [part for part in (*text.split("\n\n"), post.first_comment) if part]
    words = [f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs]
    body = "".join([*shown, *words])
    font = "font:16px/1.5 system-ui,sans-serif;max-width:600px;margin:0 auto;padding:16px"
    return f'<!doctype html><html lang="{html.escape(post.language)}"><meta charset="utf-8"><body style="{font}">{body}</body></html>'


def _connect(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Sign in once, and send nothing."""
    EmailChannel(Unstored(settings, secrets), outside).limits()
    return Connected(settings["sender"], settings, secrets)


KIND = ChannelKind(
    name="email",
    title="E-mail",
    capabilities=CAPABILITIES,
    fields=(
        Field("host", "serveur d’envoi (SMTP)", "outgoing server (SMTP)"),
        Field("sender", "adresse de l’expéditeur", "sender's address"),
        Field("readers", "adresses des destinataires, séparées par des virgules", "readers' addresses, separated by commas"),
        Field("user", "nom d’utilisateur", "user name", needed=False),
        Field("password", "mot de passe", "password", secret=True, needed=False),
        Field("security", "starttls (par défaut), tls ou none", "starttls (the default), tls or none", needed=False),
        Field("port", "port, si ce n’est pas 587 ou 465", "port, if not 587 or 465", needed=False),
        Field("ca_file", "fichier de l’autorité, pour un serveur d’entreprise", "authority's file, for a company's server", needed=False),
    ),
    open=EmailChannel,
    connect=_connect,
)
