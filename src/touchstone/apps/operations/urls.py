from django.urls import path

from touchstone.apps.operations import views

app_name = "operations"
urlpatterns = [
    path("operator/pool/", views.pool, name="pool"),
    path("operator/pool/views/", views.save_view, name="save_view"),
    path("operator/pool/views/<uuid:view>/remove/", views.remove_view, name="remove_view"),
    path("operator/imports/", views.import_list, name="imports"),
    path("operator/imports/<uuid:key>/", views.import_one, name="import"),
    path("operator/people/merge/", views.merge, name="merge"),
    path("operator/jobs/", views.jobs, name="jobs"),
    path("operator/jobs/<int:number>/retry/", views.retry_job, name="retry_job"),
    path("operator/letters/<uuid:letter>/", views.letter, name="letter"),
]
