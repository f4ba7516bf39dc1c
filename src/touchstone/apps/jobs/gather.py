"""What the workers have to do, and who works."""

from datetime import timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

_LATELY = timedelta(seconds=30)  # within which a worker has shown that it lives


def jobs_by_queue() -> dict[str, dict[str, int]]:
    """By queue, how many jobs are in which state. One query."""
    queues: dict[str, dict[str, int]] = {}
    counted = ProcrastinateJob.objects.values_list("queue_name", "status").annotate(n=Count("pk")).order_by()
    for queue, status, n in counted:
        queues.setdefault(queue, {})[status] = n
    return queues


def living_workers() -> QuerySet[ProcrastinateWorker]:
    """Workers with a sign of life within half a minute."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - _LATELY)
