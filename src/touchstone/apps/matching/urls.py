from django.urls import path

from touchstone.apps.matching import deciding_views, views

app_name = "matching"
urlpatterns = [
    path("briefs/<uuid:brief>/shortlist/", views.of_brief, name="shortlist"),
    path("shortlists/<uuid:shortlist>/", views.one, name="one"),
    path("shortlists/<uuid:shortlist>/history/", views.history, name="history"),
    path("shortlists/<uuid:shortlist>/relax/", views.relax, name="relax"),
    path("shortlists/<uuid:shortlist>/relax-together/", views.relax_together, name="relax_together"),
    path("shortlists/<uuid:shortlist>/rank/", views.rank, name="rank"),
    path("shortlists/<uuid:shortlist>/names/", deciding_views.names, name="names"),
    path("shortlists/<uuid:shortlist>/compare/", deciding_views.compare, name="compare"),
    path("shortlists/<uuid:shortlist>/own-view/", deciding_views.own_view, name="own_view"),
    path("candidates/<uuid:candidate>/decision/", deciding_views.decide, name="decide"),
    path("candidates/<uuid:candidate>/comments/", deciding_views.comment, name="comment"),
    path("candidates/<uuid:candidate>/history/", deciding_views.history, name="candidate_history"),
]
