from django.urls import path

from touchstone.apps.operations import reference_views, views

app_name = "operations"
urlpatterns = [
    path("operator/pool/", views.pool, name="pool"),
    path("operator/pool/views/", views.save_view, name="save_view"),
    path("operator/pool/views/<uuid:view>/remove/", views.remove_view, name="remove_view"),
    path("operator/imports/", views.import_list, name="imports"),
    path("operator/imports/<uuid:key>/", views.import_one, name="import"),
    path("operator/people/ask/", views.ask, name="ask"),
    path("operator/people/ask-all/", views.ask_all, name="ask_all"),
    path("operator/people/merge/", views.merge, name="merge"),
    path("operator/taxonomy/", reference_views.fields, name="fields"),
    path("operator/taxonomy/field/", reference_views.field, name="field"),
    path("operator/taxonomy/decline/", reference_views.decline, name="decline_field"),
    path("operator/rates/", reference_views.rates, name="rates"),
    path("operator/rates/row/", reference_views.rate, name="rate"),
    path("operator/rates/remove/", reference_views.remove_rate, name="remove_rate"),
    path("operator/health/", views.health, name="health"),
    path("operator/jobs/", views.jobs, name="jobs"),
    path("operator/jobs/<int:number>/retry/", views.retry_job, name="retry_job"),
    path("operator/letters/<uuid:letter>/", views.letter, name="letter"),
]
