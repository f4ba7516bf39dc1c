"""Addresses of the pages of webhooks."""

from django.urls import path

from touchstone.apps.hooks import views

app_name = "hooks"
urlpatterns = [
    path("organisation/webhooks/", views.webhooks, name="webhooks"),
    path("organisation/webhooks/new", views.add, name="add"),
    path("organisation/webhooks/<uuid:webhook>/", views.webhook, name="webhook"),
    path("organisation/webhooks/<uuid:webhook>/change", views.change, name="change"),
    path("organisation/webhooks/<uuid:webhook>/secret", views.secret, name="secret"),
    path("organisation/webhooks/<uuid:webhook>/do", views.act, name="act"),
    path("organisation/deliveries/<uuid:delivery>/replay", views.replay, name="replay"),
]
