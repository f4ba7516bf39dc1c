from django.urls import path

from touchstone.apps.briefs import views

app_name = "briefs"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("briefs/", views.briefs, name="submit"),
    path("briefs/<uuid:brief>/", views.brief, name="brief"),
    path("briefs/<uuid:brief>/plan/", views.plan, name="plan"),
    path("briefs/<uuid:brief>/proposals/", views.propose, name="propose"),
    path("briefs/<uuid:brief>/history/", views.history, name="history"),
    path("briefs/<uuid:brief>/subfields/", views.subfield, name="subfield"),
    path("briefs/<uuid:brief>/fields/", views.confirm_all, name="confirm_all"),
    path("briefs/<uuid:brief>/fields/<slug:field>/", views.field, name="field"),
]
