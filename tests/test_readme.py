"""The README does what it says: its commands run, its outputs are those of today, its settings exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rag.config import load_config

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLES = re.findall(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def commands(console: str) -> list[tuple[str, str]]:
    """(command, what it prints) pairs of a block."""
    return re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n?)*)", console, re.MULTILINE)


def masked(text: str) -> str:
    """Without what depends on the machine: times, sizes, rounding in the last places of a score."""
    text = re.sub(r'"seconds": \{[^}]*\}', '"seconds": {}', text)
    text = re.sub(r"\d+\.\d+", "0.0", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.fixture
def folder(tmp_path):
    """A working directory like the checkout, with the rows that the README shows."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    shown = re.search(r"^\$ cat questions.jsonl\n((?:\{.*\n)+)", README, re.MULTILINE).group(1)
    (tmp_path / "questions.jsonl").write_text(shown, encoding="utf-8")
    return tmp_path


@pytest.mark.real_models
def test_every_command_prints_what_the_readme_shows(folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ran = 0
    for console in CONSOLES:
        for command, shown in commands(console):
            result = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
            assert result.returncode == 0, f"{command}\n{result.stderr}"
            if shown.strip():
                # The start of a long output is shown, an ellipsis for the rest.
                wanted, printed = masked(shown), masked(result.stdout)
                cut = wanted.removesuffix("…")
                assert printed == wanted or (cut != wanted and printed.startswith(cut.rstrip())), command
            ran += 1
    assert ran >= 5


def test_the_settings_it_shows_are_the_defaults(tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text(re.search(r"^```toml\n(.*?)^```", README, re.DOTALL | re.MULTILINE).group(1))
    assert load_config(settings) == load_config(None)


def test_it_names_the_commands_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_its_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists(), link
