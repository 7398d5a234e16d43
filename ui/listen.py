"""The socket comes first: a port that is taken is known before anything is loaded."""

import errno
import socket

from index.errors import ConfigError


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; a ConfigError says why there cannot be one. Port 0 takes any free one."""
    if not host:
        raise ConfigError("--host is empty; 0.0.0.0 listens on every address of this machine")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(f"port {port} is in use; choose another with --port") from None
        raise ConfigError(
            f"cannot listen on {host} port {port} ({error.strerror or error}); choose others with --host and --port"
        ) from None
