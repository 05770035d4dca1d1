"""The environment is read once, checked, and refused where it is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.risk import Risk
from bot.settings import Settings, load_settings
from index.errors import SettingsError


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings({"PATH": "/bin", "HOME": "/root"})
    assert settings == Settings()
    assert (settings.data_dir, settings.host, settings.port) == (Path("data"), "127.0.0.1", 8000)


def test_only_what_is_handed_in_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PORT", "1")
    assert load_settings({}).port == 8000
    assert load_settings().port == 1


def test_what_is_set_has_its_type() -> None:
    environ = {
        "ONRECORD_DATA_DIR": "/srv/news",
        "ONRECORD_PORT": "0",
        "ONRECORD_RISK": "0.5",
        "ONRECORD_READER": "similarity",
        "ONRECORD_LOG_LEVEL": "debug",
    }
    settings = load_settings(environ)
    assert settings.data_dir == Path("/srv/news")
    assert (settings.port, settings.risk, settings.log_level) == (0, 0.5, "debug")
    assert settings.reader == "similarity"
    assert load_settings({"ONRECORD_RISK": "low"}).risk is Risk.LOW


@pytest.mark.parametrize("name", ["ONRECORD_DATADIR", "onrecord_data_dir", "ONRECORD_DATA_DIRS"])
def test_a_misspelt_setting_is_refused_with_the_right_name(name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({name: "/srv/news"})
    assert name in str(refused.value)
    assert refused.value.remedy == "did you mean ONRECORD_DATA_DIR?"


def test_the_former_name_of_a_setting_is_refused_with_the_new_one() -> None:
    with pytest.raises(SettingsError, match="ONRECORD_MIN_CONFIDENCE is not known") as refused:
        load_settings({"ONRECORD_MIN_CONFIDENCE": "0.08"})
    assert refused.value.remedy == "did you mean ONRECORD_RISK?"


def test_a_setting_like_no_other_is_refused_with_all_names() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"ONRECORD_XYZZY": "1"})
    for name in Settings.model_fields:
        assert f"ONRECORD_{name.upper()}" in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONRECORD_PORT", "http"),
        ("ONRECORD_PORT", "65536"),
        ("ONRECORD_PORT", "-1"),
        ("ONRECORD_RISK", "1.5"),
        ("ONRECORD_RISK", "nan"),
        ("ONRECORD_RISK", "LOWEST"),
        ("ONRECORD_RISK", ""),
        ("ONRECORD_LOG_LEVEL", "loud"),
        ("ONRECORD_MAX_QUESTION_CHARS", "0"),
        ("ONRECORD_FETCH_USER_AGENT", ""),
        ("ONRECORD_FETCH_USER_AGENT", "1 Bot"),
        ("ONRECORD_FETCH_USER_AGENT", "Büro"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} cannot be '{value}'"):
        load_settings({name: value})


def test_a_user_agent_cannot_bring_a_header_of_its_own() -> None:
    with pytest.raises(SettingsError, match="ONRECORD_FETCH_USER_AGENT"):
        load_settings({"ONRECORD_FETCH_USER_AGENT": "OnRecord\r\nX-Evil: 1"})
    with pytest.raises(SettingsError, match="ONRECORD_FETCH_USER_AGENT"):
        load_settings({"ONRECORD_FETCH_USER_AGENT": "OnRecord\n"})


@given(st.dictionaries(st.text(), st.text()))
def test_variables_of_others_never_matter(environ: dict[str, str]) -> None:
    others = {n: v for n, v in environ.items() if not n.upper().startswith("ONRECORD_")}
    assert load_settings(others) == Settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1
