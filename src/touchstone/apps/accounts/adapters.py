"""What allauth leaves to us of second factors: how the secret of an authenticator app is kept."""

from functools import cache

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


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
