"""The installation is looked at before it serves, and what is wrong is said with what would be right."""

import subprocess

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections

from processes import PROGRAM, clean_environment
from touchstone.server.database.base import DatabaseWrapper
from touchstone.server.roles import SUPERUSER

pytestmark = pytest.mark.django_db


def ids(**kwargs):
    return {message.id for message in run_checks(**kwargs)}


def test_this_installation_has_no_fault():
    assert not [message for message in run_checks(databases=["default"]) if message.is_serious()]


@pytest.mark.parametrize("key", ["", "short"])
def test_a_missing_or_short_key_is_an_error(settings, key):
    settings.SECRET_KEY = key
    assert "touchstone.E001" in ids()


def test_debug_on_the_network_is_an_error(settings):
    settings.DEBUG, settings.HOST = True, "0.0.0.0"
    assert "touchstone.E002" in ids()


def test_the_network_without_https_is_a_warning(settings):
    settings.HOST = "0.0.0.0"
    assert "touchstone.W001" in ids()
    settings.SITE_URL = "https://touchstone.example.org"
    assert "touchstone.W001" not in ids()


def test_https_without_a_trusted_proxy_is_an_error(settings):
    settings.SITE_URL = "https://touchstone.example.org"
    assert "touchstone.E006" in ids()
    settings.TRUSTED_PROXIES = 1
    assert "touchstone.E006" not in ids()


@pytest.mark.parametrize("role", ["touchstone_migrator", SUPERUSER])
def test_a_role_that_row_security_does_not_bind_cannot_even_connect(role):
    settings = connections["default"].settings_dict | {"USER": role}
    unsafe = DatabaseWrapper(settings, "unsafe")
    try:
        for _ in range(2):  # a refusal that somebody swallows is repeated
            with pytest.raises(ImproperlyConfigured, match=role):
                unsafe.ensure_connection()
    finally:
        unsafe.close()


def test_the_models_have_all_their_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_settings_of_a_production_pass_djangos_own_checks_for_one(tmp_path):
    environment = clean_environment() | {
        "TOUCHSTONE_HOME": str(tmp_path / "home"),
        "SITE_URL": "https://touchstone.example.org",
        "TRUSTED_PROXIES": "1",
        "EMAIL_URL": "smtp://mail.example.org",
    }
    command = [PROGRAM, "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
