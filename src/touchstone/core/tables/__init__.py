"""Columns by name out of files and data frames, without going through the rows one by one."""

from touchstone.core.tables.columns import Coded, Column, Name
from touchstone.core.tables.reading import ENDINGS, read_table
from touchstone.core.tables.table import Table, table_of
from touchstone.core.tables.writing import refuse_unwritable, write_table

__all__ = ["ENDINGS", "Coded", "Column", "Name", "Table", "read_table", "refuse_unwritable", "table_of", "write_table"]
