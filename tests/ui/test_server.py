"""The socket, and what the web application refuses."""

import re
import socket

import pytest
from fastapi.testclient import TestClient

from index.errors import ConfigError
from ui.listen import bind
from ui.page import theme
from ui.server import Limits, application


@pytest.fixture
def client(toy_page) -> TestClient:
    return TestClient(application(toy_page(), "127.0.0.1"), base_url="http://127.0.0.1:7860")


def test_a_port_in_use_is_one_line_that_says_what_to_do():
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"^port {port} is in use; choose another with --port$"):
            bind("127.0.0.1", port)


def test_the_command_says_so_before_it_loads_anything(run_footnote, one_line_error):
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        result = run_footnote("ui", "--index", "nowhere", "--port", str(port))
    assert f"port {port} is in use" in one_line_error(result)


def test_an_address_that_is_not_ours_is_named():
    with pytest.raises(ConfigError, match="--host"):
        bind("203.0.113.7", 0)
    with pytest.raises(ConfigError, match="--host"):
        bind("no such host", 0)
    with pytest.raises(ConfigError, match="--host"):
        bind("", 0)


@pytest.mark.parametrize("port", ["70000", "-1", "web"])
def test_a_port_that_cannot_be_is_wrong_use(run_footnote, port):
    result = run_footnote("ui", f"--port={port}")
    assert result.returncode == 2 and "0 to 65535" in result.stderr


def test_it_listens_on_this_machine_only():
    with bind("127.0.0.1", 0) as listening:
        assert listening.family == socket.AF_INET and listening.getsockname()[0] == "127.0.0.1"


def test_the_page_forbids_the_browser_to_load_from_elsewhere(client):
    response = client.get("/")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "http" not in policy


def test_another_name_for_this_machine_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "localhost:7860"}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "::1"])
def test_so_it_is_on_every_loopback_address(toy_page, host):
    shown = f"[{host}]" if ":" in host else host
    client = TestClient(application(toy_page(), host), base_url=f"http://{shown}:7860")
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_only_the_endpoints_for_programs_are_public(client):
    info = client.get("/gradio_api/info").json()
    assert set(info["named_endpoints"]) == {
        "/ask", "/search", "/documents", "/ask_json", "/search_json", "/documents_json"
    } and not info["unnamed_endpoints"]
    assert client.get("/docs").status_code == client.get("/openapi.json").status_code == 404
    assert client.get("/gradio_api/file=/etc/passwd").status_code >= 400


def test_a_file_over_the_limit_is_turned_away(toy_page):
    client = TestClient(application(toy_page(), "127.0.0.1", Limits(file_bytes=1000)), base_url="http://127.0.0.1:7860")
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 100)}).status_code == 200
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 5000)}).status_code == 413


def test_with_auth_nobody_comes_in_without_the_password(toy_page):
    people = Limits(people=[("ada", "secret")])
    client = TestClient(application(toy_page(), "127.0.0.1", people), base_url="http://127.0.0.1:7860")
    assert client.get("/config").status_code == 401
    assert client.get("/gradio_api/info").status_code == 401
    assert client.post("/gradio_api/call/documents", json={"data": []}).status_code == 401
    assert client.post("/gradio_api/mcp/", json={}).status_code in (401, 404, 405)
    assert client.get("/gradio_api/mcp/schema").status_code in (401, 404)
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 401
    assert client.post("/login", data={"username": "ada", "password": "guess"}).status_code == 400
    assert client.post("/login", data={"username": "ada", "password": "secret"}).status_code == 200
    assert client.get("/config").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--auth", "ada"], "NAME:PASSWORD"), (["--auth", ":x"], "NAME:PASSWORD"), (["--max-file-size", "big"], "2mb"),
        (["--max-file-size", "0"], "2mb"), (["--max-queue", "0"], "from 1 on"), (["--max-queue", "many"], "from 1 on"),
    ],
)
def test_a_limit_that_is_none_is_wrong_use(run_footnote, arguments, says):
    result = run_footnote("ui", *arguments)
    assert result.returncode == 2 and says in result.stderr


def test_fonts_are_the_systems():
    assert not theme()._stylesheets and not theme()._font_css


def test_the_page_names_no_other_server_in_what_it_loads(client):
    page = client.get("/").text
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"']?([^\"' >]+)", page)
    assert not [address for address in loaded if re.match(r"(?:https?:)?//", address) and "127.0.0.1" not in address]
