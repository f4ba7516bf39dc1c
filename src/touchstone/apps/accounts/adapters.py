"""What allauth leaves to us: which mails go out and when, and how the secret of an authenticator app is kept."""

import time
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from touchstone.apps.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Log-in by e-mail address."""

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Whoever has just set a password by signing up is not asked for it again at once."""
        if more["signup"]:
            record_authentication(request, user, method="password")
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever logged in within the time of a step-up has just shown that it is them."""
        required: bool = super().is_reauthentication_required(app=app, **more)
        return required and not _just_logged_in(context.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail goes out once what it speaks of is written."""
        message = self.render_mail(template_prefix, email, context)
        transaction.on_commit(message.send, robust=True)


def _just_logged_in(request: HttpRequest) -> bool:
    shown = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(shown) and time.time() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Second factors."""

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator app, unreadable to who has only the database."""
        return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; old keys are in SECRET_KEY_FALLBACKS."""
        return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(encrypted_text).decode()


@cache
def _cipher(*keys: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    import base64

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"touchstone.mfa").derive(key.encode())
    return base64.urlsafe_b64encode(derived)
