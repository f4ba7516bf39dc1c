"""Tests of the API run on real Django and PostgreSQL."""

from django_fixtures import cast, django_db_setup, prepare_django

prepare_django()

__all__ = ["cast", "django_db_setup"]
