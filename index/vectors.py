"""Dense search: the FAISS file, derived from the vectors in the store."""

from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np

from index.errors import IndexDamaged, StorageError


class VectorIndex:
    """Exact inner-product search over unit vectors, keyed by passage id."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def of(cls, ids: np.ndarray, vectors: np.ndarray, dimension: int) -> "VectorIndex":
        """`ids` is (n,) int64, `vectors` (n, dimension) float32."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        if len(ids):
            index.add_with_ids(vectors, ids)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Only for a file whose checksum was verified: FAISS trusts what it reads."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError:
            raise IndexDamaged(f"{path} is damaged; rebuild the index with --rebuild") from None

    def save(self, path: Path) -> None:
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError:
            raise StorageError(
                f"could not write {path}; free some disk space and run it again (the index is as it was)"
            ) from None

    def search(self, vector: np.ndarray, limit: int) -> Iterator[tuple[int, float]]:
        """(passage id, cosine) of the nearest passages to a (dimension,) unit vector, best first."""
        if not self._index.ntotal:
            return
        scores, ids = self._index.search(vector.reshape(1, -1), min(limit, self._index.ntotal))
        yield from zip(ids[0].tolist(), scores[0].tolist())
