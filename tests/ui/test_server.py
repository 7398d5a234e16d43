"""The socket, and what the web application refuses."""

import re
import socket
from concurrent.futures import Future

import pytest
from fastapi.testclient import TestClient

from index.errors import ConfigError
from ui.listen import bind
from ui.page import build_page, theme
from ui.server import application


@pytest.fixture
def client(make_pipeline) -> TestClient:
    examples = Future()
    examples.set_result([])
    return TestClient(application(build_page(make_pipeline(), examples), "127.0.0.1"), base_url="http://127.0.0.1:7860")


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
def test_so_it_is_on_every_loopback_address(make_pipeline, host):
    examples = Future()
    examples.set_result([])
    shown = f"[{host}]" if ":" in host else host
    client = TestClient(application(build_page(make_pipeline(), examples), host), base_url=f"http://{shown}:7860")
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_there_is_no_api_and_nothing_to_upload_to(client):
    info = client.get("/gradio_api/info").json()
    assert not info["named_endpoints"] and not info["unnamed_endpoints"]
    assert client.get("/docs").status_code == client.get("/openapi.json").status_code == 404
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 100)}).status_code >= 400
    assert client.get("/gradio_api/file=/etc/passwd").status_code >= 400


def test_fonts_are_the_systems():
    assert not theme()._stylesheets and not theme()._font_css


def test_the_page_names_no_other_server_in_what_it_loads(client):
    page = client.get("/").text
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"']?([^\"' >]+)", page)
    assert not [address for address in loaded if re.match(r"(?:https?:)?//", address) and "127.0.0.1" not in address]
