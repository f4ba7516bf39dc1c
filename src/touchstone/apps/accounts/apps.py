from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, organisations and the walls between them."""

    name = "touchstone.apps.accounts"
    label = "accounts"
