"""Letters that can wait come one by one, or once a day in one."""

import pytest
from django.core import mail
from django.urls import reverse

from touchstone.apps.accounts.models import OPERATOR_ID, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.jobs import letters
from touchstone.apps.jobs.models import Letter

pytestmark = pytest.mark.django_db


class Hook:
    def __init__(self, url):
        self.url, self.off = url, "gone"


def tell(user, url):
    return letters.tell(user, template="hooks/mails/off.txt", context={"webhook": Hook(url), "link": f"{url}/page"})


@pytest.fixture
def daily(cast):
    """Alice and Bob, who want one letter a day, Alice in Spanish."""
    User.objects.filter(pk__in=[cast.alice.user.pk, cast.bob.user.pk]).update(letters="daily")
    User.objects.filter(pk=cast.alice.user.pk).update(language="es")
    for member in (cast.alice, cast.bob):
        member.user.refresh_from_db()
    return cast


def waiting():
    with tenant(OPERATOR_ID):
        return Letter.objects.filter(waits=True).count()


def test_as_a_rule_each_comes_at_once(cast, do_jobs):
    tell(cast.alice.user, "https://one.example.org")
    do_jobs()
    assert len(mail.outbox) == 1


def test_who_wants_one_a_day_gets_everything_in_one_in_its_order(daily, do_jobs):
    for url in ("https://one.example.org", "https://two.example.org"):
        tell(daily.alice.user, url)
    tell(daily.bob.user, "https://three.example.org")
    do_jobs()
    assert mail.outbox == []
    assert waiting() == 3
    letters.send_the_days(0)
    letters.send_the_days(0)
    do_jobs()
    assert {one.to[0]: one.subject for one in mail.outbox} == {
        "alice@example.org": "2 novedades en Touchstone",
        "bob@example.org": "1 thing at Touchstone",
    }
    alices = next(one for one in mail.outbox if one.to == ["alice@example.org"])
    assert alices.body.index("https://one.example.org") < alices.body.index("https://two.example.org")
    assert "three.example.org" not in alices.body
    assert reverse("jobs:letters") in alices.body
    html = alices.alternatives[0][0]
    assert html.count("Abrir la página") == 3
    assert waiting() == 0


def test_what_keeps_the_account_safe_comes_at_once_in_any_case(daily, client, do_jobs):
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    do_jobs()
    assert [one.to for one in mail.outbox] == [["alice@example.org"]]


def test_what_waits_is_not_sent_to_who_has_left(daily, do_jobs):
    tell(daily.alice.user, "https://one.example.org")
    tell(daily.bob.user, "https://two.example.org")
    letters.drop_waiting(daily.alice.user)
    letters.send_the_days(0)
    do_jobs()
    assert [one.to for one in mail.outbox] == [["bob@example.org"]]


def test_one_chooses_on_a_page(cast, browser_of):
    bob, place = browser_of(cast.bob), reverse("jobs:letters")
    assert "one letter a day" in bob.get(place).content.decode()
    assert bob.post(place, {"letters": "daily"}).status_code == 302
    cast.bob.user.refresh_from_db()
    assert cast.bob.user.letters == User.Letters.DAILY
    assert bob.post(place, {"letters": "never"}).status_code == 422
    cast.bob.user.refresh_from_db()
    assert cast.bob.user.letters == User.Letters.DAILY


def test_without_a_log_in_there_is_no_page(client):
    assert client.get(reverse("jobs:letters"))["Location"].startswith("/account/login/")
