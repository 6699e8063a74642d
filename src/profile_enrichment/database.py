"""Open the database that DUCKDB_PATH names, or say in a sentence why it cannot be; write a text into its SQL."""

import os
from pathlib import Path

import duckdb

DEFAULT_PATH = "profile_enrichment.duckdb"


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


def database_path() -> Path:
    """Return where the database lies: DUCKDB_PATH, else DEFAULT_PATH in the working directory."""
    return Path(os.environ.get("DUCKDB_PATH") or DEFAULT_PATH)


def literal(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def opened(database: Path, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """Return a connection to the database, to be closed by who asked.

    Raises:
        DatabaseError: it is missing, in use or no database.
    """
    if not database.exists():
        raise DatabaseError(f"There is no database '{database}' yet. Run `make build`, or set DUCKDB_PATH.")
    try:
        return duckdb.connect(str(database), read_only=read_only)
    except duckdb.IOException as error:
        if "Could not set lock" not in str(error):
            raise DatabaseError(f"'{database}' cannot be opened: {error}") from error
        raise DatabaseError(f"'{database}' is in use: a build runs, or a prompt is open. Wait for its end.") from error
