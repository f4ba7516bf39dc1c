from django.urls import path

from touchstone.apps.matching import views

app_name = "matching"
urlpatterns = [
    path("briefs/<uuid:brief>/shortlist/", views.of_brief, name="shortlist"),
    path("shortlists/<uuid:shortlist>/", views.one, name="one"),
    path("shortlists/<uuid:shortlist>/history/", views.history, name="history"),
    path("shortlists/<uuid:shortlist>/relax/", views.relax, name="relax"),
    path("shortlists/<uuid:shortlist>/relax-together/", views.relax_together, name="relax_together"),
    path("shortlists/<uuid:shortlist>/rank/", views.rank, name="rank"),
]
