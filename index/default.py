"""The index a user gets without asking for one: `.footnote/index`, from `seeds/`."""

import sys
from pathlib import Path

from index.build import build_index
from index.command import DEFAULT_INDEX, SEEDS, Bar
from index.config import IndexConfig
from index.embedder import Embedder
from index.errors import IndexMissing, IndexUnfit
from index.search import HybridSearcher, open_searcher


def open_index(directory: Path | None, config: IndexConfig, embedder: Embedder) -> HybridSearcher:
    """Open the index named, or the default one, which is built when it is missing or no longer fits."""
    if directory is not None:
        return open_searcher(directory, config, embedder)
    try:
        return open_searcher(DEFAULT_INDEX, config, embedder)
    except (IndexMissing, IndexUnfit) as reason:
        unfit = isinstance(reason, IndexUnfit)
        print(f"Building the index of {SEEDS.name}/ in {DEFAULT_INDEX} …", file=sys.stderr)
    bar = Bar("Embedding", "passages")
    build_index([SEEDS], DEFAULT_INDEX, config, embedder, rebuild=unfit, progress=bar)
    bar.close()
    return open_searcher(DEFAULT_INDEX, config, embedder)
