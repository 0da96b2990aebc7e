"""Save a document where only its owner can read it, and never over another file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from handrail_client.records import Document


def keep(document: Document, where: Path | None) -> Path:
    """Save the document and give its path. Without `where` it goes into this folder, under the server's neutral name.

    Raises:
        click.UsageError: there is a file of this name already.
    """
    path = where or Path(Path(document.name).name or "document.pdf")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.UsageError(f"There is a file {path} already. Choose another name with --output.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(document.content)
    return path
