"""How letters come."""

from django.db import transaction

from touchstone.apps.accounts.models import User


@transaction.atomic
def choose_letters(user: User, letters: User.Letters) -> None:
    """At once, or one a day. What waits already comes with the next day's one."""
    User.objects.filter(pk=user.pk).update(letters=letters)
    user.letters = letters
