"""Read what earlier builds left in the relation that a model is about to replace."""

import duckdb
import pyarrow as pa

ADVICE = "What was once predicted is not rewritten. Build into another file: set DUCKDB_PATH."


class StateError(ValueError):
    """The database remembers something that this build would contradict."""


def previous_rows(connection: duckdb.DuckDBPyConnection, relation, schema: pa.Schema) -> pa.Table:
    """Return the rows that ``relation`` (dbt's ``this``) holds now, or none where it does not exist yet.

    State lives in relations that every build writes whole: what was there, and what is new. So it survives
    ``--full-refresh``, and a build that fails leaves it as it was.

    Raises:
        StateError: the relation was written by another version of the project and lacks a column.
    """
    found = connection.execute(
        "select column_name from information_schema.columns where table_schema = ? and table_name = ?",
        [relation.schema, relation.identifier],
    ).fetchall()
    if not found:
        return schema.empty_table()
    missing = sorted(set(schema.names) - {name for (name,) in found})
    if missing:
        raise StateError(
            f"{relation.schema}.{relation.identifier} lacks {', '.join(missing)}: another version of the project"
            f" wrote it. {ADVICE}"
        )
    columns = ", ".join(schema.names)
    return connection.query(f'select {columns} from "{relation.schema}"."{relation.identifier}"').to_arrow_table()
