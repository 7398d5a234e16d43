"""Imports run one way, and no file hides an error."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {"index": {"index"}, "rag": {"index", "rag"}, "ui": {"index", "rag", "ui"}, "eval": {"index", "rag", "eval"}}
FILES = [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_house_rules(path):
    package = path.relative_to(ROOT).parts[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            imported = [node.module]
        else:
            imported = []
        siblings = {name.split(".")[0] for name in imported} & set(MAY_IMPORT)
        assert siblings <= MAY_IMPORT[package], f"{path}:{node.lineno} imports {siblings}"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None and getattr(node.type, "id", "") != "Exception", f"broad except, {path}:{node.lineno}"


def test_nothing_is_pickled():
    assert not [path for path in FILES if "pickle" in path.read_text(encoding="utf-8")]
