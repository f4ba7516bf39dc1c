"""Writing a letter, by itself or as a part of the day's one, and sending it."""

import re
import smtplib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchstone.apps.accounts.models import OPERATOR_ID, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.jobs.models import Letter
from touchstone.apps.jobs.queue import AGAIN, FAST, app

_LINK = re.compile(r"^https?://\S+$")
_ADDRESS = re.compile(r"\S+@\S+")


def write(to: str, *, template: str, language: str, context: dict[str, Any]) -> Letter:
    """A letter from `template`, in the reader's language: its first line is the subject. It goes out after the commit."""
    with translation.override(language):
        subject, _blank, text = render_to_string(template, context).strip().partition("\n")
    return send(to, subject=subject, text=text, language=language)


def tell(user: User, *, template: str, context: dict[str, Any]) -> Letter:
    """The same to somebody with an account: at once, or as a part of the day's letter, as they like it."""
    if user.letters != User.Letters.DAILY:
        return write(user.email, template=template, language=user.language, context=context)
    with translation.override(user.language):
        subject, _blank, text = render_to_string(template, context).strip().partition("\n")
    return Letter.objects.create(
        to=user.email, language=user.language, subject=_one_line(subject), text=text.strip(), waits=True
    )


@app.periodic(cron=f"3 {settings.DIGEST_HOUR} * * *")
@app.task(queue=FAST, queueing_lock="letters of the day")
def send_the_days(timestamp: int) -> None:
    """One letter to each with everything that waits for them. May run twice: what is in a letter waits no more."""
    del timestamp
    with tenant(OPERATOR_ID):
        people = list(Letter.objects.filter(waits=True).order_by("to").values_list("to", flat=True).distinct())
    for to in people:
        _gather(to)


def drop_waiting(user: User) -> None:
    """Nothing is sent any more of what waits for the day's letter: they are leaving."""
    with tenant(OPERATOR_ID):
        Letter.objects.filter(to__iexact=user.email, waits=True).delete()


def _gather(to: str) -> None:
    with tenant(OPERATOR_ID):
        parts = list(Letter.objects.select_for_update().filter(waits=True, to=to).order_by("written_at", "pk"))
        if not parts:
            return
        language = parts[-1].language
        with translation.override(language):
            n = len(parts)
            subject = ngettext("%(n)s thing at Touchstone", "%(n)s things at Touchstone", n) % {"n": n}
            end = _("You get one letter a day, as you chose. Here you choose otherwise:")
        text = "\n\n".join(f"{one.subject}\n\n{one.text}" for one in parts)
        link = settings.SITE_URL + reverse("jobs:letters")
        send(to, subject=subject, text=f"{text}\n\n{end}\n\n{link}", language=language)
        Letter.objects.filter(pk__in=[one.pk for one in parts]).delete()


def send(to: str, *, subject: str, text: str, language: str) -> Letter:
    """A letter in plain text; it goes out after the commit, with an HTML part made from the same words."""
    letter = Letter.objects.create(to=to, language=language, subject=_one_line(subject), text=text.strip())
    deliver.defer(letter=str(letter.pk))
    return letter


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:300]


@app.task(queue=FAST, retry=AGAIN)
def deliver(letter: str) -> None:
    """Send one letter. Twice is harmless: it keeps its Message-ID, and once it was sent there is nothing to send.

    Raises:
        OSError: the mail server is away or says "later"; the queue tries again.
    """
    with tenant(OPERATOR_ID):
        found = Letter.objects.filter(pk=UUID(letter), failed_at=None, waits=False).first()
    if found is None:
        return
    try:
        _message(found).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        _settle(found, code, words)
    except smtplib.SMTPResponseException as refused:
        _settle(found, refused.smtp_code, refused.smtp_error)
    else:
        with tenant(OPERATOR_ID):
            Letter.objects.filter(pk=found.pk).delete()


def _settle(letter: Letter, code: int, words: bytes | str) -> None:
    """A refusal for good is kept for whoever runs this; any other is one for the queue.

    Raises:
        OSError: the server said "later" (RFC 5321: 4yz).
    """
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = f"{code} {_ADDRESS.sub('…', said)}"[:300]
    if code < 500:
        raise OSError(said)
    with tenant(OPERATOR_ID):
        Letter.objects.filter(pk=letter.pk).update(failed_at=timezone.now(), why=said)


def _message(letter: Letter) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{letter.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=headers
    )
    message.attach_alternative(as_html(letter), "text/html")
    return message


def as_html(letter: Letter) -> str:
    """The same words as a page of a mail program: a line that is one address becomes a button."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", letter.text) if block.strip()]
    parts = [{"text": block, "link": bool(_LINK.match(block))} for block in blocks]
    with translation.override(letter.language):
        return render_to_string("jobs/mails/letter.html", {"letter": letter, "parts": parts, "site": settings.SITE_URL})
