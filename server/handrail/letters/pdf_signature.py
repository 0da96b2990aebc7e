"""Signs a finished letter invisibly: PAdES, ECDSA P-256, a neutral certificate, equal bytes for equal input.

Four departures from pyHanko's defaults, three of them private hooks, hence its exact pin: it keeps the letter's own
Info and XMP (else its name and the wall clock enter), keeps PDF 1.7 (else the PDF/A-2 and PDF/UA-1 claims
are void), derives the second file identifier from the first (else 16 random bytes), and takes the signing
time from the letter. ECDSA nonces are those of RFC 6979. ISO 32000-1 §12.8.2.2: certification with no
changes permitted, so an added revision breaks it too (security E12).
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from handrail.kernel.ids import Ids

COMMON_NAME = "Document signing"
"""All that the certificate says of its holder: whose it is would be one more place to read a name from."""

YEARS = 20
_BESIDE_CERTIFICATE = 1024
"""Bytes kept for a signature beside its certificate; it takes half. Not told, pyHanko signs twice to learn the size."""

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class SigningKeyRefused(Exception):
    """The signing key's file is unreadable, readable by others, or not a key with its certificate."""


class SigningKey:
    """A P-256 key and its certificate, with the certificates of the keys that signed before it."""

    def __init__(
        self,
        key: ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        before: tuple[x509.Certificate, ...] = (),
    ) -> None:
        self.certificate = certificate
        self.before = before
        self._key = key

    def __repr__(self) -> str:
        return "<signing key>"

    @classmethod
    def load(cls, path: Path, ids: Ids, today: date) -> SigningKey:
        """The key in `path`, made there on first run with owner-only rights (security I2).

        Raises:
            SigningKeyRefused: says what is wrong and how to put it right.
        """
        if not path.exists():
            _keep(path, cls.make(ids, today))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SigningKeyRefused(f"the signing key {path} can be read by others; run: chmod 600 {path}")
        try:
            return cls.of_pem(path.read_bytes())
        except ValueError:
            raise SigningKeyRefused(f"{path} must hold a private key and its certificate, both as PEM") from None
        except TypeError:
            raise SigningKeyRefused(f"{path} must hold an ECDSA key on P-256") from None

    @classmethod
    def of_pem(cls, raw: bytes) -> SigningKey:
        """What `pem` wrote.

        Raises:
            ValueError: no private key with its certificate.
            TypeError: a key of another kind.
        """
        key = serialization.load_pem_private_key(raw, None)
        certificate, *before = x509.load_pem_x509_certificates(raw)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("an ECDSA key on P-256 is needed")
        return cls(key, certificate, tuple(before))

    @classmethod
    def rotate(cls, path: Path, ids: Ids, today: date) -> SigningKey:
        """Sign with a new key from the next start on. The old key is gone for good, its certificate stays in `path`.

        So letters signed before can be validated as before: `public_pem` gives every certificate.

        Raises:
            SigningKeyRefused: as `load`.
        """
        old, made = cls.load(path, ids, today), cls.make(ids, today)
        made.before = (old.certificate, *old.before)
        beside = path.with_name(f"{path.name}.new")
        beside.unlink(missing_ok=True)  # of a rotation that was cut off: it never signed
        _keep(beside, made)
        beside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return made

    @classmethod
    def make(cls, ids: Ids, today: date) -> SigningKey:
        """A fresh key with a certificate valid from the day before `today` (letters carry a date, no hour)."""
        # 64 bits more than the order: FIPS 186-5 §A.2.1 against bias.
        secret = int.from_bytes(ids.secret(40), "big") % (_P256_ORDER - 1) + 1
        key = ec.derive_private_key(secret, ec.SECP256R1())
        start = datetime.combine(today - timedelta(days=1), time(), UTC)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, COMMON_NAME)])
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=True,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(int.from_bytes(ids.secret(16), "big") >> 1 | 1)
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=365 * YEARS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(key, certificate)

    def pem(self) -> bytes:
        """Key and certificates, for the file."""
        plain = serialization.NoEncryption()
        key = self._key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        return key + self.public_pem()

    def public_pem(self) -> bytes:
        """The certificates, newest first, for whoever validates a letter away from the network."""
        every = (self.certificate, *self.before)
        return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in every)

    def sign(self, pdf: bytes, issued_on: date) -> bytes:
        """`pdf` with one more revision that certifies it. Nothing may be written to it after this."""
        metadata = PdfSignatureMetadata(
            field_name="Signature",
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        when = datetime.combine(issued_on, time(), UTC)
        signer = _DatedSigner(metadata, signer=_Rfc6979Signer(self._key, self.certificate), when=when)
        room = 2 * (len(self.certificate.public_bytes(serialization.Encoding.DER)) + _BESIDE_CERTIFICATE)
        out = BytesIO()
        asyncio.run(signer.async_sign_pdf(_QuietWriter(BytesIO(pdf)), output=out, bytes_reserved=room))
        return out.getvalue()


def _keep(path: Path, made: SigningKey) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(made.pem())
        file.flush()
        os.fsync(file.fileno())


class _QuietWriter(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Leave Info and XMP as they are."""

    def ensure_output_version(self, version: Any) -> None:
        """Leave PDF 1.7."""

    def register_extension(self, ext: Any) -> None:
        """Leave the extensions dictionary out."""

    @classmethod
    def _handle_id(cls, prev: Any) -> generic.ArrayObject:
        first, _ = prev.trailer["/ID"]
        if isinstance(first, generic.TextStringObject):
            first = generic.ByteStringObject(first.original_bytes)
        second = hashlib.sha256(b"second revision" + bytes(first)).digest()[:16]
        return generic.ArrayObject([first, generic.ByteStringObject(second)])


class _DatedSigner(PdfSigner):
    def __init__(self, *args: Any, when: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._when = when

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._when
        return session


class _Rfc6979Signer(SimpleSigner):
    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        encoded = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            signing_key=asn1_keys.PrivateKeyInfo.load(encoded),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )
        self._own = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's signature
        return self._own.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
