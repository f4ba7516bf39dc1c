"""The database's roles: who owns the tables, who uses them, and what the second may not do.

`touchstone_migrator` owns the tables and changes them. `touchstone_app` reads and writes rows under row-level security,
which it can neither switch off nor bypass. docs/how-to/run-for-others.md has the same statements for a PostgreSQL of one's own.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
MIGRATOR = "touchstone_migrator"
APPLICATION = "touchstone_app"
DATABASE = "touchstone"

_POWERLESS = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS LOGIN")

# What makes a role unfit for serving pages, asked of the connection itself: one row, three booleans.
UNSAFE_SQL = """
SELECT
  EXISTS (SELECT FROM pg_roles r WHERE r.rolsuper AND pg_has_role(current_user, r.oid, 'MEMBER')),
  EXISTS (SELECT FROM pg_roles r WHERE r.rolbypassrls AND pg_has_role(current_user, r.oid, 'MEMBER')),
  EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER'))
"""
_UNSAFE_WORDS = ("is a superuser", "bypasses row-level security", "owns tables")


def faults(row: tuple[bool, ...]) -> list[str]:
    """The answer of UNSAFE_SQL in words; empty for a role that may serve pages."""
    return [words for unsafe, words in zip(row, _UNSAFE_WORDS, strict=True) if unsafe]


def create_roles(superuser_address: str, passwords: Mapping[str, str]) -> None:
    """Make the two roles and the database where they are missing; everything that is there stays as it is."""
    with psycopg.connect(superuser_address, autocommit=True) as connection:
        for role in (MIGRATOR, APPLICATION):
            if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", role):
                statement = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
                connection.execute(statement.format(sql.Identifier(role), _POWERLESS, sql.Literal(passwords[role])))
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", DATABASE):
            create_database(connection, DATABASE)


def create_database(connection: psycopg.Connection[tuple[object, ...]], name: str, template: str = "template1") -> None:
    """A database that the migration role owns and only our two roles may enter."""
    database = sql.Identifier(name)
    migrator, application = sql.Identifier(MIGRATOR), sql.Identifier(APPLICATION)
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    connection.execute(statement.format(database, migrator, sql.Identifier(template)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, application))


def grant_statements(application: str) -> list[sql.Composed]:
    """What the migration role says before each migration so that the application's role can use what it makes."""
    role = sql.Identifier(application)
    return [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}"
        ).format(role),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}").format(role),
    ]


def _exists(connection: psycopg.Connection[tuple[object, ...]], query: str, name: str) -> bool:
    return connection.execute(query.encode(), (name,)).fetchone() is not None
