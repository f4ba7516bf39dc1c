"""Tests of the pages' common parts run on real Django."""

import pytest

from django_fixtures import cast, django_db_setup, english, pool, prepare_django, visitor

prepare_django()


@pytest.fixture(scope="session", autouse=True)
def catalogues():
    """The translations as a start compiles them, for whichever test of this process comes first."""
    import gettext

    from django.conf import settings
    from django.utils.translation import trans_real

    from touchstone.server.translations import prepare_catalogues
    from touchstone.web import sentences

    prepare_catalogues(settings.CATALOGUES, settings.HOME.locale)
    gettext._translations.clear()
    trans_real._translations.clear()
    sentences._found.cache_clear()


__all__ = ["cast", "catalogues", "django_db_setup", "english", "pool", "visitor"]
