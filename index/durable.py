"""Files replaced in one step: a kill or a full disk leaves the old content or the new one."""

import os
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Make `content` the file's, on the disk before this returns; nothing is written where it is already."""
    if path.exists() and path.read_bytes() == content:
        return
    temporary = path.with_name(path.name + ".new")
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    """Make a rename in the directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
