from django.apps import AppConfig


class JobsConfig(AppConfig):
    """What happens after a change, in a worker."""

    name = "touchstone.apps.jobs"
    label = "jobs"
