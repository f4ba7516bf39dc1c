"""What allauth leaves to us of second factors: how the secret of an authenticator app is kept."""

from allauth.mfa.adapter import DefaultMFAAdapter

from touchstone.apps.accounts.sealing import seal, unseal

_PURPOSE = "mfa"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Second factors."""

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator app, sealed."""
        return seal(text, purpose=_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return unseal(encrypted_text, purpose=_PURPOSE)
