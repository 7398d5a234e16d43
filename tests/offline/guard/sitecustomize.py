"""Put on PYTHONPATH by the offline tests: every Python process then refuses to leave the loopback interface.

An attempt raises, and is written to the file that FOOTNOTE_NETWORK_LOG names, since a library may
swallow what was raised.
"""

import ipaddress
import os
import sys

WATCHED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto", "socket.sendmsg"}


def _is_local(host) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guard(event: str, arguments: tuple) -> None:
    if event not in WATCHED:
        return
    target = arguments[0] if event.startswith("socket.gethost") or event == "socket.getaddrinfo" else arguments[1]
    host = target[0] if isinstance(target, tuple) else target
    is_path = not isinstance(target, tuple) and event in {"socket.connect", "socket.sendto", "socket.sendmsg"}
    if is_path or _is_local(host):
        return
    with open(os.environ["FOOTNOTE_NETWORK_LOG"], "a", encoding="utf-8") as log:
        log.write(f"{event} {target!r}\n")
    raise OSError(f"offline test: {event} {target!r}")


sys.addaudithook(_guard)
