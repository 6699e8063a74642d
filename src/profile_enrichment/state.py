"""Read what earlier builds left in the relation that a model is about to replace."""

import duckdb
import pyarrow as pa


def previous_rows(connection: duckdb.DuckDBPyConnection, relation, schema: pa.Schema) -> pa.Table:
    """Return the rows that ``relation`` (dbt's ``this``) holds now, or none where it does not exist yet.

    State lives in relations that every build writes whole: what was there, and what is new. So it survives
    ``--full-refresh``, and a build that fails leaves it as it was.
    """
    exists = connection.execute(
        "select count(*) from information_schema.tables where table_schema = ? and table_name = ?",
        [relation.schema, relation.identifier],
    ).fetchall()[0][0]
    if not exists:
        return schema.empty_table()
    columns = ", ".join(schema.names)
    return connection.query(f'select {columns} from "{relation.schema}"."{relation.identifier}"').to_arrow_table()
