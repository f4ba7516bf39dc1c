"""The database backend of the alias that serves pages (`ENGINE = "touchstone.server.database"`)."""

from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

from touchstone.server.roles import UNSAFE_SQL, faults


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the first connection of a process what its role may do, and goes no further when that is too much."""

    _cleared: ClassVar[set[str]] = set()

    def init_connection_state(self) -> None:
        """Refuse an unsafe role.

        Raises:
            ImproperlyConfigured: it is a superuser, bypasses row-level security or owns tables.
        """
        super().init_connection_state()
        user = str(self.settings_dict["USER"])
        if user in self._cleared:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(UNSAFE_SQL)
            wrong = faults(cursor.fetchone())
        if wrong:
            self.close()  # whoever swallows this refusal must not go on with the connection
            raise ImproperlyConfigured(
                f"DATABASE_URL: the role {user} {' and '.join(wrong)}, so organisations would not be kept apart. "
                "Serve as a plain role and migrate as another (TOUCHSTONE_MIGRATION_DATABASE_URL): docs/how-to/run-for-others.md"
            )
        self._cleared.add(user)
