"""What stands in the environment is used as meant, or refused with the variable's name and what would be right."""

import pytest

from touchstone.server import environment as env
from touchstone.server.environment import BadSetting


@pytest.mark.parametrize("typed", ["0", "-1", "70000", "8000.5", "http", "８０ ００"])
def test_a_port_that_is_none_is_refused(monkeypatch, typed):
    monkeypatch.setenv("PORT", typed)
    with pytest.raises(BadSetting) as refusal:
        env.integer("PORT", 8000, least=1, most=65535)
    assert refusal.value.place == "PORT"
    assert "65535" in refusal.value.hint


def test_nothing_set_means_the_default(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert env.integer("PORT", 8000, least=1, most=65535) == 8000
    monkeypatch.setenv("PORT", "")
    assert env.integer("PORT", 8000, least=1, most=65535) == 8000


@pytest.mark.parametrize(
    ("typed", "meant"), [("1", True), ("Yes", True), ("off", False), ("FALSE", False), ("", False)]
)
def test_a_switch_is_on_or_off(monkeypatch, typed, meant):
    monkeypatch.setenv("DEBUG", typed)
    assert env.flag("DEBUG", default=False) is meant


def test_a_switch_that_is_neither_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "ture")
    with pytest.raises(BadSetting, match="neither yes nor no"):
        env.flag("DEBUG", default=False)


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "from a file"


def test_a_secret_in_two_places_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "one")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(BadSetting, match="both"):
        env.text("SECRET_KEY")


def test_a_secret_file_that_is_missing_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(BadSetting, match="cannot be read"):
        env.text("SECRET_KEY")


def test_a_database_address_is_taken_apart():
    found = env.parse_database(
        "postgresql://app:p%40ss@db.example.org:5433/touchstone?sslmode=require", place="DATABASE_URL"
    )
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("app", "p@ss", "db.example.org", "5433")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_is_a_host():
    found = env.parse_database("postgresql://app@/touchstone?host=/run/pg", place="DATABASE_URL")
    assert (found["HOST"], found["OPTIONS"]) == ("/run/pg", {})


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///db",
        "mysql://a:b@c/d",
        "postgresql://host/",
        "postgresql:///name",
        "nonsense",
        "postgresql://a:b@h:port/n",
    ],
)
def test_an_address_that_is_no_postgresql_is_refused_without_repeating_it(address):
    with pytest.raises(BadSetting) as refusal:
        env.parse_database(address.replace("a:b", "a:hunter2"), place="DATABASE_URL")
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("typed", ["ftp://x", "example.org", "https://example.org/path", "http://"])
def test_an_origin_is_a_scheme_and_a_host(monkeypatch, typed):
    monkeypatch.setenv("SITE_URL", typed)
    with pytest.raises(BadSetting):
        env.origin("SITE_URL", "http://localhost")
