"""Build and export, one run at a time: ``python -m profile_enrichment.scheduled [ARGUMENT OF dbt build …]``.

The exit code is 0 where all went well, 75 where another run is still at work, else that of dbt: 1 where a model or a
test failed, 2 where dbt could not start. Nothing is exported after a failure, except where nothing failed but
destinations that may not receive what they ask for: they stop, and the others go on.
"""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from profile_enrichment.database import DatabaseError, database_path
from profile_enrichment.export import export

BUSY = 75
"""What sysexits.h calls EX_TEMPFAIL: try again later."""


def only_destinations_failed(database: Path, run_results: Path) -> bool:
    """Return whether nothing failed in the last run of dbt but destinations that may not receive what they ask for."""
    try:
        results = json.loads(run_results.read_text())["results"]
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute(
                "select destination from activation.declared_destinations where fault is not null"
            ).fetchall()
    except (FileNotFoundError, duckdb.Error):
        return False
    failed = {result["unique_id"] for result in results if result["status"] in ("error", "fail")}
    return failed <= {f"model.profile_enrichment.{destination}" for (destination,) in rows}


def run(database: Path, exports: Path, arguments: Sequence[str]) -> int:
    """Build with the selector scheduled and export; return the exit code."""
    target = Path(os.environ.get("DBT_TARGET_PATH", "target"))
    if not database.absolute().parent.is_dir():
        print(f"'{database.absolute().parent}' is no directory. Set DUCKDB_PATH.", file=sys.stderr)
        return 1
    with Path(f"{database}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another run is at work on '{database}'; this one does nothing.", file=sys.stderr)
            return BUSY
        command = [str(Path(sys.executable).with_name("dbt")), "build", "--selector", "scheduled", *arguments]
        (target / "run_results.json").unlink(missing_ok=True)
        environment = (
            {"OMP_NUM_THREADS": "1", "DBT_TARGET_PATH": str(target)} | os.environ | {"DUCKDB_KEEP_OPEN": "true"}
        )
        code = subprocess.run(command, env=environment, check=False).returncode
        if code and (code != 1 or not only_destinations_failed(database, target / "run_results.json")):
            print(f"dbt build failed with exit code {code}: nothing is exported.", file=sys.stderr)
            return code
        try:
            lines, failures = export(database, exports)
        except DatabaseError as error:
            lines, failures = [], [str(error)]
        print("\n".join(lines) or "Nothing waits.")
        if failures:
            print("\n".join(failures), file=sys.stderr)
        return code or int(bool(failures))


def main() -> None:
    """Run on the database that DUCKDB_PATH names; EXPORT_DIR says where files go, else ``exports``."""
    exports = Path(os.environ.get("EXPORT_DIR") or "exports")
    sys.exit(run(database_path(), exports, sys.argv[1:]))


if __name__ == "__main__":
    main()
