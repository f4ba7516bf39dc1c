from django.urls import path

from touchstone.apps.specialists import views

app_name = "specialists"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("take-over/<str:secret>/", views.take_over, name="take_over"),
    path("me/", views.me, name="me"),
    path("me/shown/", views.show, name="show"),
    path("me/seen/", views.seen, name="seen"),
    path("me/lists/", views.lists, name="lists"),
    path("me/invitations/", views.offers, name="offers"),
    path("me/invitations/<uuid:offer>/", views.offer, name="offer"),
    path("me/data/", views.data, name="data"),
    path("me/data/export/", views.export, name="export"),
    path("me/data/erasure/", views.erasure, name="erasure"),
]
