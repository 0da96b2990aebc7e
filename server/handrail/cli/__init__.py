"""The server side of the command line; a table, so that nothing heavy is loaded before it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "serve": ("handrail.cli.serve:serve", "Run the server."),
        "demo": ("handrail.cli.demo:demo", "Run a practice program with people and one-time sign-in links."),
        "rehearse": ("handrail.cli.rehearse:rehearse", "Play a whole evening against a throw-away server."),
        "migrate": ("handrail.cli.storage:migrate", "Bring the database to this release."),
        "backup": ("handrail.cli.backup:backup", "Copy the data, and the keys apart, while the server runs."),
        "restore": ("handrail.cli.restore:restore", "Put a backup back, and end what must not outlive it."),
        "keys": ("handrail.cli.keys:keys", "Change the installation's keys."),
        "audit": ("handrail.cli.audit:audit", "Verify the audit log."),
        "openapi": ("handrail.cli.schemas:openapi", "Print the HTTP interface as OpenAPI 3.1."),
        "asyncapi": ("handrail.cli.schemas:asyncapi", "Print the room protocol as AsyncAPI 3."),
        "schemas": ("handrail.cli.schemas:schemas", "Write or check the committed schemas."),
        "disclosure": ("handrail.disclosure.cli:disclosure", "Ask the disclosure engine."),
        "letter": ("handrail.letters.cli:letter", "Scan a finished letter for leaks."),
    }
)
"""Name → ("module:object", one line of help)."""
