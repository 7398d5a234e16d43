"""All settings of a question's way in one object; only entry points read it from a file."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from index.config import IndexConfig, read_settings, validated


# A `refuse_below` for those who would rather have no answer than a wrong one. On the two eval sets it refuses 0.84 and
# 0.92 of the unanswerable questions (0.65 and 0.80 at the judge's own threshold) and 0.26 and 0.28 of the answerable
# ones (0.12 and 0.13): the runs of commit c087053, `--model none`, refusals counted anew by their confidence.
STRICT = 0.3


class Config(BaseModel):
    """`passages` are read for each question.

    Below the confidence `refuse_below` Footnote refuses; None is the threshold that was fitted with the judge.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: IndexConfig = IndexConfig()
    passages: int = Field(12, ge=1, le=50)
    refuse_below: float | None = Field(None, ge=0.0, le=1.0)
    quotations: int = Field(3, ge=1, le=10)
    answer_sentences: int = Field(1, ge=1, le=10)
    answer_tokens: int = Field(64, ge=8, le=1024)
    context_tokens: int = Field(2048, ge=512, le=131072)
    question_characters: int = Field(4000, ge=100, le=20000)
    timeout_seconds: float = Field(60.0, ge=1.0, le=3600.0)


def load_config(path: Path | None) -> Config:
    """A TOML settings file over the defaults; ConfigError names a setting that is unknown or out of range."""
    return validated(Config, read_settings(path))
