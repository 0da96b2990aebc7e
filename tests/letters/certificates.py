"""An authority of a test's own, and servers that it vouches for."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2096, 1, 1, tzinfo=UTC)
PEM = serialization.Encoding.PEM


class Authority:
    """Vouches for hosts. `file` holds its certificate, for `SSL_CERT_FILE`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = named("An authority")
        self.file = folder / "authority.pem"
        made = self._certificate(self._name, self._key.public_key(), 1)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        _ = self.file.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(PEM))

    def context(self, host: str) -> ssl.SSLContext:
        """That of a server of this host name."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._certificate(named(host), key.public_key(), 2)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file = self._folder / f"{host}.pem"
        _ = file.write_bytes(private + made.sign(self._key, hashes.SHA256()).public_bytes(PEM))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)
        return context

    def _certificate(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, serial: int) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(self._name, subject, key, serial, FIRST, LAST)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
