"""The pages' common parts as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, marks, words and static files that all pages share."""

    name = "touchstone.web"
    label = "web"
