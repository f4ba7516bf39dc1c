"""Mails reach a real SMTP server, after what they speak of is written."""

from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.urls import reverse

from cast import PASSWORD
from processes import free_port
from touchstone.apps.accounts.models import OPERATOR_ID, Membership, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.jobs import letters
from touchstone.apps.jobs.models import Letter
from touchstone.apps.organisations.actions import members
from touchstone.server import environment
from touchstone.server.environment import BadSetting

pytestmark = pytest.mark.django_db


class Kept(Sink):
    """Keeps what arrives."""

    def __init__(self):
        super().__init__()
        self.letters = []
        self.answer = "250 kept"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's own name
        if self.answer.startswith("250"):
            self.letters.append(envelope)
        return self.answer


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


def parts(letter):
    """What a mail program shows: the headers, the plain part and the HTML part."""
    message = message_from_bytes(letter.content, policy=policy.default)
    plain, html = message.iter_parts()
    return message, plain.get_content(), html.get_content()


def test_an_invitation_arrives_with_its_link_in_plain_text_and_in_html(cast, server, do_jobs):
    with tenant(cast.alice.organisation.pk):
        invitation = members.invite("erin@example.org", Membership.Role.MANAGER, by=cast.alice.actor)
    assert not server.letters  # it is written, and the queue has it
    assert do_jobs() == ["deliver"]
    (letter,) = server.letters
    headers, plain, html = parts(letter)
    link = reverse("organisations:accept", args=[invitation.secret])
    assert letter.rcpt_tos == ["erin@example.org"]
    assert headers["Subject"] == "Alice & Co invites you to Touchstone"
    assert link in plain
    assert f'{link}" style' in html
    assert "Alice &amp; Co" in html


def test_a_letter_that_was_sent_is_nowhere_any_more(cast, server, do_jobs):
    with tenant(cast.alice.organisation.pk):
        members.invite("erin@example.org", Membership.Role.MANAGER, by=cast.alice.actor)
    do_jobs()
    with tenant(OPERATOR_ID):
        assert not Letter.objects.exists()


def test_a_letter_sent_twice_has_one_message_id(server):
    letter = Letter(to="erin@example.org", subject="s", text="t")
    for _time in range(2):
        letters._message(letter).send()
    first, second = (parts(one)[0]["Message-ID"] for one in server.letters)
    assert first == second
    assert str(letter.pk) in first


def test_an_invitation_speaks_the_language_of_whoever_reads_it(cast, server, do_jobs):
    User.objects.filter(pk=cast.charlie.user.pk).update(language="es")
    with tenant(cast.alice.organisation.pk):
        members.invite(cast.charlie.user.email, Membership.Role.VIEWER, by=cast.alice.actor)
    do_jobs()
    headers, _plain, html = parts(server.letters[0])
    assert headers["Subject"] == "Alice & Co te invita a Touchstone"
    assert '<html lang="es">' in html
    assert "Abrir la página" in html


def test_the_language_of_the_pages_at_log_in_is_that_of_later_letters(cast, client):
    client.cookies["django_language"] = "pt"
    client.post(reverse("account_login"), {"login": "alice@example.org", "password": PASSWORD})
    assert User.objects.get(pk=cast.alice.user.pk).language == "pt"


def test_a_forgotten_password_is_answered_by_mail(cast, client, server, do_jobs):
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    do_jobs()
    (letter,) = server.letters
    assert letter.rcpt_tos == ["alice@example.org"]
    assert "/account/password/reset/key/" in parts(letter)[1]


def test_a_mail_server_that_is_away_is_for_the_queue_to_ask_again(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with tenant(cast.alice.organisation.pk):
        members.invite("erin@example.org", Membership.Role.MANAGER, by=cast.alice.actor)
        assert members.Invitation.objects.count() == 1
    with tenant(OPERATOR_ID):
        letter = Letter.objects.get()
    with pytest.raises(OSError, match="refused"):
        letters.deliver(letter=str(letter.pk))
    with tenant(OPERATOR_ID):
        assert Letter.objects.filter(failed_at=None).count() == 1


def test_a_server_that_says_later_is_asked_again_and_one_that_says_never_is_not(db, server):
    letter = letters.send("nobody@example.org", subject="s", text="t", language="en")
    server.answer = "451 later, please"
    with pytest.raises(OSError, match="451"):
        letters.deliver(letter=str(letter.pk))
    server.answer = "550 there is no nobody@example.org here"
    letters.deliver(letter=str(letter.pk))
    with tenant(OPERATOR_ID):
        kept = Letter.objects.get()
    assert kept.failed_at
    assert kept.why == "550 there is no … here"


def test_nobody_but_the_operator_reads_letters(cast):
    letters.send("erin@example.org", subject="s", text="a secret link", language="en")
    with tenant(cast.alice.organisation.pk):
        assert not Letter.objects.exists()
    with tenant(None):
        assert not Letter.objects.exists()


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
