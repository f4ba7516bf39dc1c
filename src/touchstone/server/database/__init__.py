"""Django's PostgreSQL, except that a process which serves pages refuses roles that row-level security does not bind."""
