"""The signature: neutral, the same every time, and broken by any change."""

import asyncio
import random  # noqa: TID251 - a fixed choice of places to damage
import stat
import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from tests.letters.builders import ISSUED_ON, content
from tests.support.skips import needs

from handrail.kernel.ids import SystemIds
from handrail.letters.choices import Level
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_signature import COMMON_NAME, SigningKey, SigningKeyRefused

KEY = SigningKey.make(SystemIds(), date(2026, 9, 1))
DRAWN = Typesetter().draw(content(Level.UNDER_CARE))
SIGNED = KEY.sign(DRAWN, ISSUED_ON)


def trusting(*certificates: x509.Certificate) -> ValidationContext:
    return ValidationContext(
        trust_roots=[Certificate.load(one.public_bytes(Encoding.DER)) for one in certificates],
        allow_fetching=False,
        moment=datetime(2026, 9, 15, tzinfo=UTC),
    )


TRUSTED = trusting(KEY.certificate)


async def holds(pdf: bytes, trusted: ValidationContext = TRUSTED):
    """Whether a strict validator takes the file as whole and unchanged."""
    try:
        signature = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures[0]
        status = await async_validate_pdf_signature(signature, trusted)
    except Exception:  # noqa: BLE001 - whatever a reader says of a damaged file, it does not say that it holds
        return False
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return bool(status.bottom_line and whole and status.modification_level is ModificationLevel.NONE)


async def test_the_signature_holds():
    assert await holds(SIGNED)


def test_signing_again_gives_the_same_bytes():
    assert KEY.sign(DRAWN, ISSUED_ON) == SIGNED


def test_the_signed_file_begins_with_the_drawn_one_and_stays_pdf_1_7():
    assert SIGNED.startswith(DRAWN)
    with pikepdf.open(BytesIO(SIGNED)) as pdf:
        assert pdf.pdf_version == "1.7"
        assert "/Version" not in pdf.Root
        assert "/Extensions" not in pdf.Root
        assert str(pdf.docinfo["/Creator"]) == "Typst 0.15.1"
        assert "/Producer" not in pdf.docinfo


@pytest.mark.filterwarnings("ignore::UserWarning")
async def test_any_changed_byte_breaks_it():
    dice = random.Random(7)
    signature = SIGNED.index(b"/Contents <") + 11
    gap = range(signature + 1500, SIGNED.index(b">", signature))  # padding zeros of the signature say nothing
    for place in dice.sample([n for n in range(len(SIGNED)) if n not in gap], 60):
        changed = bytearray(SIGNED)
        changed[place] ^= 1 << dice.randrange(8)
        assert not await holds(bytes(changed)), place


@pytest.mark.filterwarnings("ignore::UserWarning")
async def test_an_added_revision_breaks_it():
    out = BytesIO()
    with pikepdf.open(BytesIO(SIGNED)) as pdf:
        pdf.docinfo["/Title"] = "Another"
        pdf.save(out)
    assert not await holds(out.getvalue())
    assert not await holds(SIGNED + b"\n% one more line\n")


def test_the_certificate_names_nobody():
    names = [KEY.certificate.subject.rfc4514_string(), KEY.certificate.issuer.rfc4514_string()]
    assert names == [f"CN={COMMON_NAME}"] * 2


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path):
    path = tmp_path / "letters.pem"
    first = SigningKey.load(path, SystemIds(), date(2026, 9, 1))
    again = SigningKey.load(path, SystemIds(), date(2027, 9, 1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first.sign(DRAWN, ISSUED_ON) == again.sign(DRAWN, ISSUED_ON)


def test_letters_signed_before_a_change_of_the_key_stay_valid(tmp_path: Path):
    """Every certificate there was is given to whoever validates; the old key itself is gone (security I3)."""
    path, today = tmp_path / "letters.pem", date(2026, 9, 1)
    first = SigningKey.load(path, SystemIds(), today)
    SigningKey.rotate(path, SystemIds(), today)
    third = SigningKey.rotate(path, SystemIds(), today)
    loaded = SigningKey.load(path, SystemIds(), today)
    given = x509.load_pem_x509_certificates(loaded.public_pem())
    assert given[0] == third.certificate == loaded.certificate
    assert (len(given), given[-1]) == (3, first.certificate)
    for key in (first, loaded):
        assert asyncio.run(holds(key.sign(DRAWN, ISSUED_ON), trusting(*given)))
    assert not asyncio.run(holds(loaded.sign(DRAWN, ISSUED_ON), trusting(first.certificate)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert loaded.pem().count(b"PRIVATE KEY") == 2


@pytest.mark.parametrize(("mode", "content_", "says"), [(0o644, None, "chmod 600"), (0o600, b"nothing", "PEM")])
def test_a_key_that_others_can_read_or_that_is_none_is_refused(
    tmp_path: Path, mode: int, content_: bytes | None, says: str
):
    path = tmp_path / "letters.pem"
    path.write_bytes(content_ or KEY.pem())
    path.chmod(mode)
    with pytest.raises(SigningKeyRefused, match=says):
        SigningKey.load(path, SystemIds(), date(2026, 9, 1))


def test_the_key_shows_in_no_repr():
    assert repr(KEY) == "<signing key>"


@needs("pdfsig")
def test_poppler_finds_the_signature_valid_and_the_whole_file_signed(tmp_path: Path):
    (tmp_path / "letter.pdf").write_bytes(SIGNED)
    said = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "letter.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
