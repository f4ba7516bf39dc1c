"""The server as a Django app: its commands and its checks."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    """Commands (`touchstone-server …`) and system checks."""

    name = "touchstone.server"
    label = "server"

    def ready(self) -> None:
        """Register the checks."""
        from touchstone.server import checks  # noqa: F401 - importing registers
