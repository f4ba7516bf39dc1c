"""Row-level security as migration operations.

`EnableRowSecurity("brief")` makes PostgreSQL itself refuse rows of other organisations, to the application's role and to
the tables' owner alike. The organisation is a setting of the transaction (`tenancy.tenant`); without one there are no rows.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# As models.py has it; a migration must not change when the models do.
OPERATOR_ID = "00000000-0000-4000-8000-000000000001"
ORGANISATION_SETTING = "touchstone.organisation"
USER_SETTING = "touchstone.user"
KEY_SETTING = "touchstone.key"  # the digest of a secret that was shown: it makes the one row visible that it belongs to
CURRENT_ORGANISATION = f"NULLIF(current_setting('{ORGANISATION_SETTING}', true), '')::uuid"
CURRENT_USER = f"NULLIF(current_setting('{USER_SETTING}', true), '')::uuid"
CURRENT_KEY = f"NULLIF(current_setting('{KEY_SETTING}', true), '')"


class _OnTable(Operation):
    """Something said in SQL about one model's table."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's picture of the model stays as it is."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Say it."""
        del from_state
        for statement in self.say(self._table(app_label, schema_editor, to_state)):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take it back."""
        del to_state
        for statement in self.unsay(self._table(app_label, schema_editor, from_state)):
            schema_editor.execute(statement, params=None)

    def say(self, table: str) -> list[str]:
        """The statements."""
        raise NotImplementedError

    def unsay(self, table: str) -> list[str]:
        """The statements that undo them."""
        raise NotImplementedError

    def _table(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState) -> str:
        meta: Any = state.apps.get_model(app_label, self.model)._meta  # noqa: SLF001 - the documented way to a table's name
        return str(schema_editor.quote_name(meta.db_table))


class EnableRowSecurity(_OnTable):
    """Only rows of the current organisation are there, to read and to write."""

    def __init__(self, model: str, column: str = "organisation_id") -> None:
        """`column` holds the organisation's id."""
        super().__init__(model)
        self.column = column

    def say(self, table: str) -> list[str]:
        """Switch it on, for the owner too, and let the own organisation through."""
        own = f'"{self.column}" = {CURRENT_ORGANISATION}'
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY own_organisation ON {table} USING ({own}) WITH CHECK ({own})",
        ]

    def unsay(self, table: str) -> list[str]:
        """Switch it off."""
        return [
            f"DROP POLICY own_organisation ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Keep organisations apart in {self.model}"


class AlsoVisible(_OnTable):
    """A further policy, for one command, beside the own organisation's rows."""

    def __init__(self, model: str, *, name: str, command: str, condition: str) -> None:
        """`command` is SELECT, UPDATE or DELETE; `condition` is SQL over the row."""
        super().__init__(model)
        self.name, self.command, self.condition = name, command, condition

    def say(self, table: str) -> list[str]:
        """Add it."""
        return [f"CREATE POLICY {self.name} ON {table} FOR {self.command} USING ({self.condition})"]

    def unsay(self, table: str) -> list[str]:
        """Drop it."""
        return [f"DROP POLICY {self.name} ON {table}"]

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Let {self.name} be seen in {self.model}"


class OperatorKeeps(_OnTable):
    """Only a transaction of the operator's own sees, changes or removes a row."""

    def __init__(self, model: str, *, anybody_adds: bool = False, anybody_reads: bool = False) -> None:
        """`anybody_adds`: a row may be added on anybody's behalf; `anybody_reads`: and seen."""
        super().__init__(model)
        self.anybody_adds, self.anybody_reads = anybody_adds, anybody_reads

    def say(self, table: str) -> list[str]:
        """Switch row-level security on, for the owner too, and let the operator through."""
        operator = f"{CURRENT_ORGANISATION} = '{OPERATOR_ID}'"
        adding = [f"CREATE POLICY anybody_adds ON {table} FOR INSERT WITH CHECK (true)"]
        reading = [f"CREATE POLICY anybody_reads ON {table} FOR SELECT USING (true)"]
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY operator_keeps ON {table} USING ({operator}) WITH CHECK ({operator})",
            *(adding if self.anybody_adds else []),
            *(reading if self.anybody_reads else []),
        ]

    def unsay(self, table: str) -> list[str]:
        """Switch it off."""
        return [
            f"DROP POLICY IF EXISTS anybody_adds ON {table}",
            f"DROP POLICY IF EXISTS anybody_reads ON {table}",
            f"DROP POLICY operator_keeps ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Let only the operator see {self.model}"


class AppendOnly(_OnTable):
    """Rows are written once: a change, a deletion and an emptying are refused to every role, the owner included."""

    def say(self, table: str) -> list[str]:
        """Take the rights from whoever was granted them, and set a trigger, because grants do not bind the owner."""
        # The table's name comes from the model, quoted; DO takes no parameters.
        revoke = (
            "DO $$ DECLARE other text; BEGIN FOR other IN "  # noqa: S608
            "SELECT DISTINCT acl.grantee::regrole FROM pg_class, aclexplode(relacl) acl "
            f"WHERE pg_class.oid = '{table}'::regclass AND acl.grantee <> relowner AND acl.grantee <> 0 "
            f"LOOP EXECUTE 'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM ' || other; END LOOP; END $$"
        )
        function = (
            "CREATE OR REPLACE FUNCTION touchstone_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$"
        )
        trigger = (
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION touchstone_append_only()"
        )
        return [revoke, function, trigger]

    def unsay(self, table: str) -> list[str]:
        """Drop the trigger; the function stays for the other tables."""
        return [f"DROP TRIGGER append_only ON {table}"]

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Let {self.model} only grow"


class SameOrganisation(_OnTable):
    """A row and the row it points to belong to the same organisation; foreign keys alone look past row-level security."""

    def __init__(self, model: str, *, column: str, target: str) -> None:
        """`column` points to `target`, a table with a unique (organisation_id, id)."""
        super().__init__(model)
        self.column, self.target = column, target

    def say(self, table: str) -> list[str]:
        """A foreign key over both columns."""
        key = f"ADD CONSTRAINT {self._name} FOREIGN KEY (organisation_id, {self.column})"
        target = f"REFERENCES {self.target} (organisation_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
        return [f"ALTER TABLE {table} {key} {target}"]

    def unsay(self, table: str) -> list[str]:
        """Drop it."""
        return [f"ALTER TABLE {table} DROP CONSTRAINT {self._name}"]

    @property
    def _name(self) -> str:
        return f"{self.model}_{self.column}_same_organisation"

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Keep {self.model}.{self.column} within one organisation"
