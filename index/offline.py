"""Switches every library off the network before any of them is imported.

Footnote promises that nothing leaves the machine. The libraries it stands on
would otherwise look for model files on a hub, fetch tokenizer ranks, or report
usage; each reads its switch from the environment when it is first imported. One that has no switch
is kept from its reporting package.
"""

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path

SWITCHES = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
# OpenVINO reports each import of itself through this package, by default; it does without where it is missing.
REPORTERS = ("openvino_telemetry",)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def go_offline() -> None:
    """Set the switches, and point tiktoken and NLTK at the files llama-index ships.

    Overrides what the environment says: a stray `HF_HUB_OFFLINE=0` must not make a
    local tool phone home. Proxies are forgotten: a model server that the user names is spoken to directly,
    and a loopback address must not be asked for elsewhere.
    """
    os.environ.update(SWITCHES)
    for name in PROXIES:
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    for name in REPORTERS:
        sys.modules[name] = None  # importing it is an ImportError
    os.environ["TIKTOKEN_CACHE_DIR"] = str(static_files() / "tiktoken_cache")
    os.environ["NLTK_DATA"] = str(static_files() / "nltk_cache")


@cache
def static_files() -> Path:
    """The data files that llama-index ships: tiktoken's ranks and NLTK's word lists.

    Found without importing llama-index, which would read the switches too early.
    """
    spec = importlib.util.find_spec("llama_index.core")
    return Path(spec.submodule_search_locations[0]) / "_static"
