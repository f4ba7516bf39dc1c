"""What happens by the clock. Any number of workers may run: each time is taken once."""

from django.conf import settings
from django.utils import timezone
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from touchstone.apps.accounts.actions import remove_expired
from touchstone.apps.audit import chain
from touchstone.apps.jobs.queue import FAST, SLOW, app
from touchstone.apps.talent.actions import imports
from touchstone.apps.talent.actions.pool import pool_changed

LOST_AFTER = 30  # seconds without a sign of life from a worker: three times what it takes between two


@app.periodic(cron="* * * * * */15")
@app.task(queue=FAST, queueing_lock="find lost jobs")
async def find_lost_jobs(timestamp: int) -> None:
    """What a killed worker was at runs again, on another one."""
    del timestamp
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=LOST_AFTER):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # another one waits already, and will do what this one would have done
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)


@app.periodic(cron="7 * * * *")
@app.task(queue=FAST, queueing_lock="checkpoint")
def checkpoint_audit(timestamp: int) -> None:
    """The end of the audit's chain, signed, in a file outside the database."""
    del timestamp
    now = timezone.now().isoformat()
    chain.checkpoint(settings.AUDIT_CHECKPOINTS, database="default", key=settings.HOME.audit_key(), at=now)


@app.periodic(cron="17 3 * * *")
@app.task(queue=SLOW, queueing_lock="tidy")
def tidy(timestamp: int) -> None:
    """What is over goes; and whoever paused until today is in the pool again."""
    del timestamp
    remove_expired()
    imports.drop_old()
    pool_changed()
