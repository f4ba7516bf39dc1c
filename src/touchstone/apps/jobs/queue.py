"""The queue: a job is deferred in the transaction of what it follows from, and runs once that is committed, maybe twice.

A job takes ids and no words: what it needs to know it reads when it runs. It is declared beside its verb in `actions.py`:

    @app.task(queue=FAST, retry=AGAIN)
    def deliver(letter: str) -> None: …

    deliver.defer(letter=str(letter.pk))
"""

from typing import Any

from django.db import connection, transaction
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app as _app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

app: App = _app

FAST = "fast"  # seconds: letters, what happens by the clock
SLOW = "slow"  # up to minutes, on one core: snapshots, imports
# After 4, 16, 64 seconds … 4.5 hours: about six hours in all, in which a server may come back.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)

_WAITING = "SELECT id FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR SHARE"


def enqueue_once(task: "Task[Any, Any, Any]", key: str, *, priority: int = 0, **arguments: str) -> None:
    """See to it that `task` runs once more after this transaction, however many ask for it before it begins.

    `key` names what it does, with its arguments. Of one key, one runs at a time.

    Whoever finds it waiting holds it there until their own transaction ends: it cannot begin in between, and miss what
    they have not committed yet. Holding is shared, so that writers do not wait for each other.
    """
    while not _held(key):
        try:
            with transaction.atomic():  # a second one is refused by a unique index, which must not undo the change
                task.configure(queueing_lock=key, lock=key, priority=priority).defer(**arguments)
        except AlreadyEnqueued:
            continue  # somebody else's, committed this moment
        return


def _held(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [key])
        return cursor.fetchone() is not None
