"""The page as a web server that gives nothing away but the page."""

import ipaddress
import socket
from dataclasses import dataclass

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.page import static, theme

# Gradio's page is made of inline scripts, so they must be allowed; what is not ours is not loaded all the same.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = ((b"content-security-policy", POLICY.encode()), (b"referrer-policy", b"no-referrer"))
MCP_PATH = "/gradio_api/mcp"
NAMING = {b"host", b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server"}
# Streams to open pages would keep the server from ending.
GRACE_SECONDS = 1


@dataclass(frozen=True)
class Limits:
    """Who may come in, by name and password (None: whoever reaches it), and the size of a file in bytes."""

    people: list[tuple[str, str]] | None = None
    file_bytes: int = 2_000_000


def serve(page: gr.Blocks, listening: socket.socket, host: str, limits: Limits) -> None:
    """Serve the page until interrupted, and say once where it is."""
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        application(page, host, limits), log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS, ws="none"
    )
    Server(config, f"http://{shown}:{listening.getsockname()[1]}").run(sockets=[listening])


def application(page: gr.Blocks, host: str, limits: Limits = Limits()) -> ASGIApp:
    """The page as a web application, with its endpoints and tools for programs: no files served, no statistics.

    Gradio's MCP server lets anybody in, so where people need a password there is none.

    On a loopback address it answers to that name only, so that a website whose name is pointed at
    this machine cannot read the documents.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(OwnAddress)  # innermost, so that the others see the request as it came
    if is_loopback(host):
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]", host])
    app.add_middleware(Headers)
    return gr.mount_gradio_app(
        app, page, path="/", theme=theme(), css=static("page.css"), head=f"<script>{static('page.js')}</script>",
        footer_links=[], run_history=False, show_error=False, max_file_size=limits.file_bytes, allowed_paths=[],
        ssr_mode=False, enable_monitoring=False, pwa=False, auth=limits.people,
        mcp_server=limits.people is None, app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine only."""
    try:
        return ipaddress.ip_address(socket.getaddrinfo(host, None)[0][4][0]).is_loopback
    except OSError:
        return False


class OwnAddress:
    """Lets no request say where this server is.

    Gradio's MCP tools connect back to the address that the first request names, and go on sending everybody's there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(MCP_PATH):
            name, port = scope["server"]
            host = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
            kept = [(key, value) for key, value in scope["headers"] if key.lower() not in NAMING]
            scope = {**scope, "scheme": "http", "headers": [*kept, (b"host", host.encode())]}
        await self._app(scope, receive, send)


class Headers:
    """Adds HEADERS to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers)


class Server(uvicorn.Server):
    """Says where the page is when it can be opened."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"Footnote is ready: {self._url}", flush=True)
