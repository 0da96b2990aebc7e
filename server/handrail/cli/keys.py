"""`handrail keys rotate`: new keys for tokens, for letters and for the key file, and the end of an old token key."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import click

from handrail.audit.entry import Tag
from handrail.cli.offline import Offline, in_words, opened, settings
from handrail.config import Config
from handrail.db import rewrap
from handrail.db.key_file import KeyFileRefused
from handrail.identity import tokens
from handrail.letters.pdf_signature import SigningKey, SigningKeyRefused

KINDS = ("tokens", "letters", "master")

UNWRITABLE = """A key file must be one that can be replaced where it is.
Of one that is mounted by itself: copy it to a folder of its own, name the copy in HANDRAIL_KEY_FILE, rotate,
and mount the copy from then on."""


@click.group(help="The installation's keys.")
def keys() -> None: ...


@keys.command()
@click.argument("which", nargs=-1, type=click.Choice(KINDS))
@click.option("--retire", is_flag=True, help="Make no new key; take out the old token keys, which still verify.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder, where it is not the configured one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def rotate(which: tuple[str, ...], data: Path | None, *, retire: bool, as_json: bool) -> None:
    r"""Change keys while the server is stopped: of tokens, letters and the key file (master), or those named.

    \b
    tokens   the next start signs with a new key; tokens under the old one hold until they
             expire, or until it is taken out: handrail keys rotate --retire
    letters  a new certificate; letters signed before stay valid under the old ones
    master   a new key file; every data key is wrapped by it, nothing sealed is touched.
             A rotation that was cut off is finished by calling it again.

    Exit code 0 when done, 2 when it could not be begun.
    """
    if retire and set(which) - {"tokens"}:
        raise click.UsageError("--retire takes out old token keys only")
    with in_words():
        try:
            done = asyncio.run(_rotate(settings(data), which or KINDS, retire=retire))
        except SigningKeyRefused as refused:
            raise click.UsageError(str(refused)) from None
        except OSError as failure:
            raise click.UsageError(f"{failure}. {UNWRITABLE}") from None
    click.echo(json.dumps(done) if as_json else "\n".join(_said(done)))


async def _rotate(config: Config, which: Sequence[str], *, retire: bool) -> dict[str, object]:
    if not config.key_file.exists():
        raise KeyFileRefused(f"there is no installation here: no key file {config.key_file}")
    async with opened(config) as here:
        if retire:
            async with _recorded(here, "tokens"):
                return {"rotated": [], "retired": tokens.retire(config.token_keys)}
        done: dict[str, object] = {"rotated": [kind for kind in KINDS if kind in which]}
        if "tokens" in which:
            async with _recorded(here, "tokens"):
                done["token_keys"] = len(tokens.rotate(config.token_keys, here.ids))
        if "letters" in which:
            async with _recorded(here, "letters"):
                made = SigningKey.rotate(config.letter_key, here.ids, here.clock.now().date())
            done["certificates"] = 1 + len(made.before)
        if "master" in which:
            async with _recorded(here, "master"):
                rewrapped = await rewrap.rotate(here.keys.keys, config.key_file, here.ids)
            done |= {"data_keys": rewrapped.keys, "resumed": rewrapped.resumed}
        return done


@contextlib.asynccontextmanager
async def _recorded(here: Offline, which: str) -> AsyncIterator[None]:
    """The entry comes first: a key that changed without one would be worse than one that was only announced."""
    await _record(here, which, "done")
    try:
        yield
    except Exception:
        await _record(here, which, "refused")
        raise


async def _record(here: Offline, which: str, outcome: str) -> None:
    async with here.units.begin() as unit:
        await unit.audit.record(Tag.KEYS_CHANGED, subject=which, outcome=outcome)


def _said(done: dict[str, object]) -> list[str]:
    if "retired" in done:
        return [f"Old token keys taken out: {done['retired']}. What they signed is refused from the next start on."]
    said = []
    if "token_keys" in done:
        said.append("Tokens: the next start signs with a new key. The one before verifies until: keys rotate --retire")
    if "certificates" in done:
        said.append(f"Letters: a new key and certificate; certificates kept: {done['certificates']}.")
    if "data_keys" in done:
        how = "the rotation that was cut off is finished" if done["resumed"] else "a new key file"
        said.append(f"Master: {how}; keys wrapped by it: {done['data_keys']}.")
        said.append("Back up now with --keys: copies of the keys made before need the key file of before.")
    return said
