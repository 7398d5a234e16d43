"""The settings of the index, checked when they are loaded."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import ConfigError


class IndexConfig(BaseModel):
    """How documents are cut and how hits are ranked.

    `passage_tokens` is measured with tiktoken's cl100k_base. The embedder reads at most 256
    word pieces, title included, so 200 is as long as a passage may get.
    `dense_weight` is the share of the dense score in the fused one, the rest is lexical.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    passage_tokens: int = Field(160, ge=32, le=200)
    dense_weight: float = Field(0.5, ge=0.0, le=1.0)


def read_settings(path: Path | None) -> dict:
    """The tables of a TOML settings file, {} for none."""
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such settings file") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; give --config a settings file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def validated(model: type[BaseModel], values: dict) -> BaseModel:
    """`model(**values)`, or a ConfigError naming the setting and its range."""
    try:
        return model(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise ConfigError(f"unknown setting: {name}") from None
        raise ConfigError(f"setting {name} = {first['input']!r}: {first['msg'].lower()}") from None


def load_index_config(path: Path | None) -> IndexConfig:
    """The `[index]` table of a settings file; the defaults where there is none."""
    table = read_settings(path).get("index", {})
    if not isinstance(table, dict):
        raise ConfigError(f"setting index = {table!r}: must be a table, [index]")
    return validated(IndexConfig, table)
