"""What tests with Django need: a real PostgreSQL of this test process, migrated once, the application's role, the cast."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cast import Cast, Member

if TYPE_CHECKING:
    from django.test import Client

HOME = Path(tempfile.mkdtemp(prefix="touchstone-tests-"))
HOME.chmod(0o711)
_OF_A_USER = (
    "DATABASE_URL",
    "TOUCHSTONE_MIGRATION_DATABASE_URL",
    "SECRET_KEY",
    "DEBUG",
    "SITE_URL",
    "PORT",
    "HOST",
    "ALLOWED_HOSTS",
    "TOUCHSTONE_MODEL_URL",
)


@cache
def prepare_django() -> None:
    """Settings of a fresh installation, whatever stands in the environment of whoever runs the tests."""
    for name in _OF_A_USER:
        os.environ.pop(name, None)
    os.environ |= {
        "TOUCHSTONE_HOME": str(HOME),
        "DJANGO_SETTINGS_MODULE": "touchstone.server.settings",
        "LOG_LEVEL": "WARNING",
    }
    from touchstone.server import environment

    environment.home().prepare()
    import django
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    settings.WHITENOISE_AUTOREFRESH = True
    settings.DATABASES["default"]["OPTIONS"].pop("pool")
    django.setup()
    for name in ("DJANGO_SETTINGS_MODULE", "TOUCHSTONE_HOME"):
        del os.environ[name]  # or the processes of a parallel run would inherit this one's database

    from touchstone.server.translations import prepare_catalogues

    prepare_catalogues(settings.CATALOGUES, settings.HOME.locale)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """One PostgreSQL for this process, migrated as the migration role; the tests themselves run as the application's."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from touchstone.server import postgres

    settings.HOME.prepare()
    with (
        django_db_blocker.unblock(),
        postgres.running(settings.EMBEDDED.folder, fsync="off", full_page_writes="off") as cluster,
    ):
        call_command("migrate", verbosity=0)
        yield
        connections.close_all()
        first = cluster.owned  # each folder of tests has this fixture; the first to ask started the server
    if first:
        shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins in English again."""
    from django.utils import translation

    yield
    translation.activate("en")


@pytest.fixture
def cast(db: None) -> Cast:
    """Alice, Bob and Charlie."""
    from cast import make_cast

    return make_cast()


@pytest.fixture(scope="session")
def pool(django_db_setup: None, django_db_blocker) -> None:
    """A synthetic pool of a few hundred people with its snapshot, there for the whole session."""
    from django.db import connection

    from touchstone.apps.talent.actions.pool import load_demo_pool

    with django_db_blocker.unblock():
        load_demo_pool(600)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def visitor(db: None) -> "Client":
    """A browser without an account."""
    from django.test import Client

    return Client()


@pytest.fixture
def browser_of(db: None) -> Callable[[Member], "Client"]:
    """A browser in which a member of the cast is logged in."""
    from django.test import Client

    def logged_in(member: Member) -> "Client":
        client = Client()
        client.force_login(member.user)
        return client

    return logged_in


@pytest.fixture
def olga(cast: Cast) -> Member:
    """One of the operator's staff, with the second factor that they need."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from touchstone.apps.accounts.models import OPERATOR_ID, Membership, Organisation, User
    from touchstone.apps.accounts.tenancy import tenant

    user = User.objects.create_user("olga@example.org", "the stone and the streak", name="Olga")
    TOTP.activate(user, generate_totp_secret())
    with tenant(OPERATOR_ID):
        Membership.objects.create(organisation_id=OPERATOR_ID, user=user, role=Membership.Role.MANAGER)
        return Member(user, Organisation.objects.get(pk=OPERATOR_ID), "manager")


@pytest.fixture
def do_jobs(db: None) -> Callable[[], list[str]]:
    """Do the jobs that wait, as a worker would, in the test's own transaction; the names of those that were done."""
    from django.db import connection
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    def run() -> list[str]:
        done = []
        while job := ProcrastinateJob.objects.filter(status="todo", scheduled_at=None).order_by("id").first():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
            app.tasks[job.task_name].func(**job.args)
            done.append(job.task_name.rpartition(".")[2])
        return done

    return run
