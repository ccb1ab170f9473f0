"""A real mail server on loopback (aiosmtpd), with TLS and passwords, that can misbehave when a letter is handed over."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import ssl
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.publish.samples import LooseAccount

USER, PASSWORD = "levain", "the-password-of-the-mailbox"


class _Controller(Controller):
    """On a port that the system chose; it hangs up on everyone before it ends."""

    lines: list[SMTP]

    def _trigger_server(self) -> None:
        assert self.server
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def factory(self) -> SMTP:
        made: SMTP = super().factory()
        self.lines.append(made)
        return made

    async def hang_up(self) -> None:
        for line in self.lines:
            if line.transport:
                line.transport.abort()
        await asyncio.sleep(0.02)


class Mailbox:
    """A server that keeps what it is given in `letters`."""

    def __init__(self, folder: Path, security: str = "starttls") -> None:
        self.letters: list[bytes] = []
        self.deed = ""
        self.password = PASSWORD
        self.security = security
        self.authority = folder / "authority.pem"
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(_certificate(self.authority))
        options: dict[str, Any] = {"authenticator": self._known, "data_size_limit": 1_000_000}
        if security == "tls":  # aiosmtpd does not see that such a line is safe, and offers AUTH only if told so
            options |= {"ssl_context": context, "auth_require_tls": False}
        else:
            options |= {"tls_context": context, "require_starttls": True, "auth_required": True}
        self.controller = _Controller(self, hostname="127.0.0.1", port=0, **options)

    def __enter__(self) -> Mailbox:
        logging.getLogger("mail.log").disabled = True  # the server's own log, not ours
        self.controller.lines = []
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.controller.hang_up(), self.controller.loop).result(10)
        self.controller.stop()

    @property
    def port(self) -> int:
        return int(self.controller.port)

    def account(self, **changes: str) -> LooseAccount:
        settings = {"host": "127.0.0.1", "port": str(self.port), "security": self.security, "ca_file": str(self.authority), "user": USER}
        people = {"sender": "posts@levain.example", "readers": "anne@example.org, bob@example.org"}
        return LooseAccount({**settings, **people, **changes}, {"password": PASSWORD})

    def fault(self, deed: str) -> None:
        self.deed = deed

    def revoke(self) -> None:
        self.password = "another password"

    def _known(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        known = (data.login, data.password) == (USER.encode(), self.password.encode())
        return AuthResult(success=known, handled=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        deed, self.deed = self.deed, ""
        assert envelope.original_content
        if deed == "busy":
            return "451 4.7.1 greylisted, come back later"
        self.letters.append(envelope.original_content)
        if deed == "lose_reply" and server.transport:
            server.transport.abort()
        if deed == "hang":
            await asyncio.sleep(30)
        return "250 2.0.0 kept"


def _certificate(path: Path) -> Path:
    """Write a key and a certificate for 127.0.0.1 that vouches for itself."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path
