from django.urls import path

from touchstone.apps.jobs import views

app_name = "jobs"
urlpatterns = [
    path("account/letters/", views.letters, name="letters"),
]
