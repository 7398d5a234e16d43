import pytest

from index.config import IndexConfig, load_index_config
from index.errors import ConfigError
from rag.config import load_config


def test_defaults_and_file(tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("passages = 5\n[index]\npassage_tokens = 100\n")
    assert load_config(None).index == load_index_config(None) == IndexConfig()
    assert load_config(settings).passages == 5
    assert load_config(settings).index == load_index_config(settings) == IndexConfig(passage_tokens=100)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("passages = 0", "passages = 0: .*greater than or equal to 1"),
        ("[index]\npassage_tokens = 999", "index.passage_tokens = 999: .*less than or equal to 200"),
        ("pasages = 3", "unknown setting: pasages"),
        ("= 3", "not valid TOML"),
        ("index = 3", "index"),
    ],
)
def test_a_wrong_setting_is_named_with_its_range(tmp_path, content, says):
    settings = tmp_path / "settings.toml"
    settings.write_text(content)
    with pytest.raises(ConfigError, match=says):
        load_config(settings)


def test_the_index_commands_want_a_table(tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("index = 3")
    with pytest.raises(ConfigError, match="must be a table"):
        load_index_config(settings)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_index_config(tmp_path)


def test_missing_file(tmp_path):
    with pytest.raises(ConfigError, match="no such settings file"):
        load_config(tmp_path / "none.toml")
