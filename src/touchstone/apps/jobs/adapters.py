"""What allauth leaves to us of accounts: which letters go out and when, and when somebody shows again that it is them."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from touchstone.apps.accounts.models import User
from touchstone.apps.jobs import letters


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Log-in by e-mail address."""

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Whoever has just set a password by signing up is not asked for it again at once."""
        if more["signup"]:
            record_authentication(request, user, method="password")
        _remember_language(user)
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever logged in within the time of a step-up has just shown that it is them."""
        required: bool = super().is_reauthentication_required(app=app, **more)
        return required and not _just_logged_in(context.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter like any other: it goes out once what it speaks of is written, and again where the server is away."""
        message = self.render_mail(template_prefix, email, context)
        letters.send(email, subject=message.subject, text=str(message.body), language=get_language() or "en")


def _remember_language(user: User) -> None:
    """The language in which they read the pages is the one of the letters to them."""
    language = get_language() or "en"
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)


def _just_logged_in(request: HttpRequest) -> bool:
    shown = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(shown) and time.time() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
