"""Writing a letter, and sending it."""

import re
import smtplib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from touchstone.apps.accounts.models import OPERATOR_ID
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


def send(to: str, *, subject: str, text: str, language: str) -> Letter:
    """A letter in plain text; it goes out after the commit, with an HTML part made from the same words."""
    subject = " ".join(subject.split())[:300]
    letter = Letter.objects.create(to=to, language=language, subject=subject, text=text.strip())
    deliver.defer(letter=str(letter.pk))
    return letter


@app.task(queue=FAST, retry=AGAIN)
def deliver(letter: str) -> None:
    """Send one letter. Twice is harmless: it keeps its Message-ID, and once it was sent there is nothing to send.

    Raises:
        OSError: the mail server is away or says "later"; the queue tries again.
    """
    with tenant(OPERATOR_ID):
        found = Letter.objects.filter(pk=UUID(letter), failed_at=None).first()
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
