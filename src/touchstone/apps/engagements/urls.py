from django.urls import path

from touchstone.apps.engagements import views

app_name = "engagements"
urlpatterns = [
    path("candidates/<uuid:candidate>/invitation/", views.invite, name="invite"),
    path("openings/", views.openings, name="openings"),
    path("openings/<uuid:opening>/seats/", views.seats, name="seats"),
    path("openings/<uuid:opening>/close/", views.close, name="close"),
    path("offers/<uuid:offer>/withdraw/", views.withdraw, name="withdraw"),
]
