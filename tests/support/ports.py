"""A free port on this machine, for a server that must be told its port beforehand."""

import socket


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this instant; another process may still take it first."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
