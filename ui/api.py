"""The page's door for programs: the endpoints of Gradio's API, which are the tools of its MCP server as well.

They know the library only, never what somebody brought along.
"""

import json
from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

import gradio as gr

from index.errors import FootnoteError, QuestionError
from rag.pipeline import Pipeline
from rag.rows import answer_row, question_of

MOST_PASSAGES = 50


def publish(pipeline: Callable[[], Pipeline], concurrency: int) -> None:
    """Add to the page that is being made the endpoints /ask, /search and /documents, which give objects, and the tools
    ask, search and documents, which give the same as JSON text at /ask_json, /search_json and /documents_json.

    They are two because Gradio hands an object to a language model in Python's notation, which is no JSON.
    """
    functions = Endpoints(pipeline)
    for function in (functions.ask, functions.search, functions.documents):
        name = function.__name__
        gr.api(_endpoint(function), api_name=name, concurrency_limit=concurrency)
        gr.api(_tool(function), api_name=f"{name}_json", concurrency_limit=concurrency)


def _endpoint(function: Callable) -> Callable:
    """The function under a name that is no tool's."""

    @wraps(function)
    def endpoint(*arguments, **named):
        return function(*arguments, **named)

    endpoint.__name__ = f"{function.__name__}_object"
    endpoint._mcp_type = "endpoint"  # anything but "tool" keeps Gradio from offering it over MCP
    return endpoint


def _tool(function: Callable) -> Callable:
    """The function with its result as JSON text."""

    @wraps(function)
    def tool(*arguments, **named) -> str:
        return json.dumps(function(*arguments, **named), ensure_ascii=False)

    tool.__annotations__ = {**function.__annotations__, "return": str}
    tool.__signature__ = signature(function).replace(return_annotation=str)  # or the schema promises the object
    return tool


class Endpoints:
    """Each method is an endpoint; its docstring is what programs and language models read of it."""

    def __init__(self, pipeline: Callable[[], Pipeline]) -> None:
        self._pipeline = pipeline

    def ask(self, question: str, history: list[Any] | None = None) -> dict[str, Any]:
        """Answer a question from the documents, with the quotations that prove it, or refuse.

        The result has "answer" (sentences), "short" (the bare answer), "refused" (true where the documents do not
        answer), "confidence" (0 to 1) and "citations": each with "document", "quote", "start" and "end", offsets in
        Unicode code points for which document_text[start:end] == quote. A question that cannot be asked gives "error".

        Args:
            question: The question, in English.
            history: Earlier turns of the conversation, oldest first: a question each, or
                {"question": "...", "answer": "..."}.
        """
        try:
            return answer_row(self._pipeline().answer(*question_of({"question": question, "history": history})))
        except FootnoteError as error:
            return {"question": question, "error": str(error)}

    def search(self, question: str, passages: int = 5) -> list[dict[str, Any]]:
        """Find the passages of the documents that are nearest to a question, best first.

        Each has "document", "title", "text", "start" and "end" (offsets in Unicode code points, for which
        document_text[start:end] == text) and "score" (0 to 1, comparable within one search).

        Args:
            question: What to look for.
            passages: How many passages at most, 1 to 50.
        """
        try:
            asked, _ = question_of({"question": question})
            limit = _limit(passages)
        except FootnoteError as error:
            raise gr.Error(str(error), print_exception=False) from None
        return [
            {
                "document": hit.passage.document_id,
                "title": hit.passage.title,
                "text": hit.passage.text,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "score": round(hit.score, 4),
            }
            for hit in self._pipeline().searcher.search(asked, limit)
        ]

    def documents(self) -> list[dict[str, Any]]:
        """List the documents that questions are answered from: "document" (its name in citations), "title",
        "characters" (its length in Unicode code points)."""
        return [
            {"document": document.id, "title": document.title, "characters": len(document.text)}
            for document in self._pipeline().searcher.documents()
        ]


def _limit(passages: Any) -> int:
    """The number of passages asked for. Gradio checks no types, and JSON does not tell 5.0 from 5."""
    if type(passages) not in (int, float) or passages not in range(1, MOST_PASSAGES + 1):
        raise QuestionError(f'"passages" must be a whole number from 1 to {MOST_PASSAGES}')
    return int(passages)
