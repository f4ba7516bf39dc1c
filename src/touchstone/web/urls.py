"""Addresses of pages that belong to no app."""

from django.urls import path

from touchstone.web import views

app_name = "web"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("theme/", views.choose_theme, name="theme"),
]
