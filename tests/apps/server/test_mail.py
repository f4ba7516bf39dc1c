"""Mails reach a real SMTP server, after what they speak of is written."""

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.core.mail import get_connection
from django.urls import reverse

from processes import free_port
from touchstone.apps.accounts.models import Membership
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.organisations.actions import members
from touchstone.server import environment
from touchstone.server.environment import BadSetting

pytestmark = pytest.mark.django_db


class Kept(Sink):
    """Keeps what arrives."""

    def __init__(self):
        super().__init__()
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's own name
        self.letters.append(envelope)
        return "250 kept"


@pytest.fixture
def server(settings):
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield kept
    controller.stop()


def test_an_invitation_arrives_with_its_link(cast, server, django_capture_on_commit_callbacks):
    with tenant(cast.alice.organisation.pk), django_capture_on_commit_callbacks(execute=True):
        invitation = members.invite("erin@example.org", Membership.Role.MANAGER, by=cast.alice.actor)
        assert not server.letters
    (letter,) = server.letters
    assert letter.rcpt_tos == ["erin@example.org"]
    assert reverse("organisations:accept", args=[invitation.secret]).encode() in letter.content.replace(b"=\r\n", b"")


def test_a_forgotten_password_is_answered_by_mail(cast, client, server, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    (letter,) = server.letters
    assert letter.rcpt_tos == ["alice@example.org"]
    assert b"/account/password/reset/key/" in letter.content.replace(b"=\r\n", b"")


def test_a_mail_server_that_is_away_undoes_nothing(cast, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with tenant(cast.alice.organisation.pk):
        with django_capture_on_commit_callbacks(execute=False) as later:
            members.invite("erin@example.org", Membership.Role.MANAGER, by=cast.alice.actor)
        assert later
        assert members.Invitation.objects.count() == 1
    with pytest.raises(OSError, match="refused"):
        get_connection().open()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://a%40b:p%2Fw@mail.example.org", ("mail.example.org", 587, "a@b", "p/w", False, True)),
        ("smtps://mail.example.org", ("mail.example.org", 465, "", "", True, False)),
        ("smtp://127.0.0.1:2525?starttls=0", ("127.0.0.1", 2525, "", "", False, False)),
    ],
)
def test_the_address_of_a_mail_server_is_read(monkeypatch, address, expected):
    monkeypatch.setenv("EMAIL_URL", address)
    assert tuple(environment.mail("EMAIL_URL").values()) == expected


@pytest.mark.parametrize("address", ["mail.example.org", "http://mail", "smtp://", "smtp://h:x", "smtp://h/path"])
def test_an_address_that_is_none_is_refused_without_its_password(monkeypatch, address):
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(BadSetting) as refused:
        environment.mail("EMAIL_URL")
    assert refused.value.place == "EMAIL_URL"


def test_without_one_nothing_is_set(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert environment.mail("EMAIL_URL") == {}
