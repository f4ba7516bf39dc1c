"""Addresses of an organisation's pages."""

from django.urls import path

from touchstone.apps.organisations import views

app_name = "organisations"
urlpatterns = [
    path("organisation/", views.people, name="people"),
    path("organisation/name", views.rename, name="rename"),
    path("organisation/choose", views.choose, name="choose"),
    path("organisation/invitations", views.invite, name="invite"),
    path("organisation/invitations/<uuid:invitation>/withdraw", views.withdraw, name="withdraw"),
    path("organisation/members/<uuid:membership>/role", views.change_role, name="role"),
    path("organisation/members/<uuid:membership>/remove", views.remove, name="remove"),
    path("organisation/history/", views.history, name="history"),
    path("organisation/tokens", views.token_list, name="tokens"),
    path("organisation/tokens/new", views.issue, name="issue"),
    path("organisation/tokens/<uuid:token>/revoke", views.revoke, name="revoke"),
    path("invitation/<str:secret>", views.accept, name="accept"),
]
