"""Tests of the API run on real Django and PostgreSQL."""

from django_fixtures import browser_of, cast, django_db_setup, do_jobs, english, olga, pool, prepare_django, visitor

prepare_django()

__all__ = ["browser_of", "cast", "django_db_setup", "do_jobs", "english", "olga", "pool", "visitor"]
