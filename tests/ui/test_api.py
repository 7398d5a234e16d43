"""The door for programs: Gradio's client, our example of one, and a real MCP client, each at a real server."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uvicorn
from gradio_client import Client
from gradio_client.exceptions import AppError

from index.offline import SWITCHES
from ui.server import application

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Who was the first master?"
ASIDE = "What is the capital of Peru?"


@pytest.fixture
def address(toy_page):
    """The toy page at a port of its own."""
    server = uvicorn.Server(uvicorn.Config(application(toy_page(), "127.0.0.1"), port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join(10)


@pytest.fixture
def client(address):
    return Client(address, verbose=False)


def test_an_answer_is_the_row_of_a_batch(client, searcher):
    row = client.predict(QUESTION, api_name="/ask")
    assert "Ada Brunn" in row["answer"] and not row["refused"] and set(row["seconds"]) == {"search", "read", "write", "total"}
    for citation in row["citations"]:
        assert searcher.document(citation["document"]).text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_refusal_and_a_follow_up(client):
    assert client.predict(ASIDE, api_name="/ask")["refused"]
    row = client.predict("How long did she serve?", [{"question": QUESTION, "answer": "Ada Brunn"}], api_name="/ask")
    assert row["standalone"] == "How long did Ada Brunn serve?"


@pytest.mark.parametrize(
    ("question", "history", "says"),
    [
        ("", None, "empty"), ("why " * 5000, None, "shorten"), (None, None, '"question"'), (5, None, '"question"'),
        ("Who?", [{"q": 1}], '"history"'), ("Who?", [3], '"history"'), ("Who?", "Where?", '"history"'),
    ],
)
def test_what_cannot_be_asked_is_one_line(client, question, history, says):
    row = client.predict(question, history, api_name="/ask")
    assert says in row["error"] and "\n" not in row["error"] and "answer" not in row


def test_search_finds_passages_with_offsets(client, searcher):
    found = client.predict("Who built the lighthouse?", 2, api_name="/search")
    assert len(found) == 2 and "Karl Osten" in found[0]["text"] and found[0]["score"] >= found[1]["score"]
    for one in found:
        assert searcher.document(one["document"]).text[one["start"] : one["end"]] == one["text"]


@pytest.mark.parametrize(
    ("question", "passages", "says"),
    [("Who?", passages, '^"passages" must be a whole number from 1 to 50$') for passages in (0, 51, -1, 2.5, True, None, "5")]
    + [(None, 5, '^"question"'), (5, 5, '^"question"')],
)
def test_what_cannot_be_searched_is_one_line(client, question, passages, says, capfd):
    with pytest.raises(AppError, match=says):
        client.predict(question, passages, api_name="/search")
    assert "Traceback" not in capfd.readouterr().err


def test_a_whole_number_may_have_a_point(client):
    assert len(client.predict("Who built the lighthouse?", 2.0, api_name="/search")) == 2


def test_the_schema_says_what_comes_back(client):
    endpoints = client.view_api(print_info=False, return_format="dict")["named_endpoints"]
    types = {name: endpoint["returns"][0]["type"]["type"] for name, endpoint in endpoints.items()}
    assert types == {
        "/ask": "object", "/search": "array", "/documents": "array",
        "/ask_json": "string", "/search_json": "string", "/documents_json": "string",
    }


def test_the_documents_are_listed(client, searcher):
    assert client.predict(api_name="/documents") == [
        {"document": one.id, "title": one.title, "characters": len(one.text)} for one in searcher.documents()
    ]


def test_several_ask_at_once(client):
    with ThreadPoolExecutor(6) as pool:
        rows = list(pool.map(lambda question: client.predict(question, api_name="/ask"), [QUESTION, ASIDE] * 6))
    assert [row["refused"] for row in rows] == [False, True] * 6


def test_our_example_of_a_client_runs_and_reports_to_nobody(address, tmp_path):
    printed = run_elsewhere(tmp_path, "ui/client_example.py", address, QUESTION)
    assert "Ada Brunn" in printed and "[1] harbour.md" in printed


def run_elsewhere(folder: Path, *arguments: str) -> str:
    """What a Python program prints that is not started by us: none of our switches are in its environment. It must
    have left this machine alone."""
    log = folder / "network"
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    environment |= {"PYTHONPATH": str(ROOT / "tests/offline/guard"), "FOOTNOTE_NETWORK_LOG": str(log)}
    command = [sys.executable, *arguments]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    assert not log.exists()
    return result.stdout


def test_the_readmes_program_runs_and_reports_to_nobody(address, tmp_path):
    shown = re.search(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE).group(1)
    ours = shown.replace("http://127.0.0.1:7860", address).replace("How many subscribers does Rybar have?", QUESTION)
    assert "Ada Brunn" in run_elsewhere(tmp_path, "-c", ours)


def test_the_same_are_tools_over_mcp(address, searcher):
    described, too_many, answered, found, documents, empty = asyncio.run(through_mcp(address))
    assert set(described) == {"ask", "search", "documents"}
    assert described["ask"].inputSchema["properties"]["question"]["type"] == "string"
    assert "document_text[start:end] == quote" in described["ask"].description
    citation = answered["citations"][0]
    assert searcher.document(citation["document"]).text[citation["start"] : citation["end"]] == citation["quote"]
    assert "Karl Osten" in json.dumps(found) and "harbour.md" in json.dumps(documents)
    assert "empty" in empty["error"]
    assert too_many.isError and too_many.content[0].text == '"passages" must be a whole number from 1 to 50'


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Gradio-Server", "X-Forwarded-Proto"])
def test_no_request_says_where_questions_go(address, header):
    """Gradio's tools connect back to the address of the first request, which must be ours whatever that says."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.5)
        place = "https" if header.endswith("Proto") else f"127.0.0.1:{elsewhere.getsockname()[1]}"
        value = f"http://{place}/" if header == "X-Gradio-Server" else place
        described, *_ = asyncio.run(through_mcp(address, {header: value}))
        assert described
        with pytest.raises(TimeoutError):
            elsewhere.accept()


async def through_mcp(address: str, headers: dict[str, str] | None = None) -> tuple:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async with streamablehttp_client(f"{address}/gradio_api/mcp/", headers) as (read, write, _):
        async with ClientSession(read, write) as session:
            await session.initialize()
            described = {tool.name: tool for tool in (await session.list_tools()).tools}
            calls = (
                ("ask", {"question": QUESTION}), ("search", {"question": "lighthouse", "passages": 1}), ("documents", {}),
                ("ask", {"question": ""}),
            )
            said = [await session.call_tool(name, arguments) for name, arguments in calls]
            too_many = await session.call_tool("search", {"question": "lighthouse", "passages": 51})
    assert not [one for one in said if one.isError]
    return described, too_many, *(json.loads(one.content[0].text) for one in said)
