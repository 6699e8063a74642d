"""Write what the last build decided to send: ``python -m profile_enrichment.export [DIRECTORY]``.

``activation.<destination>`` holds every change that was ever to be sent. What was not delivered yet becomes one
directory ``DIRECTORY/<destination>/<batch_id>/`` with its files and ``manifest.json``; ``activation.deliveries``
remembers it. So a second run sends nothing, and what waited for several builds goes out as its net effect. The
relations that the setting ``lake`` names go to ``DIRECTORY/lake/<relation>/as_of=<as_of>/``.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

import duckdb

from profile_enrichment.database import DatabaseError, database_path, literal, opened

DELIVERIES = """
    create table if not exists activation.deliveries (
        destination varchar,
        batch_id varchar,
        directory varchar,
        row_count bigint,
        manifest varchar,
        primary key (destination, batch_id)
    )
"""
# Rows from before the column deduplicated_by came were told apart as those after them.
WAITING = """
    create or replace temp table waiting as
    with sent as (
        select
            *,
            coalesce(
                deduplicated_by, (select min_by(deduplicated_by, batch_id) from activation."{destination}")
            ) as sent__by
        from activation."{destination}"
        where batch_id <= $batch_id
    ),

    delivered as (
        select *
        from sent
        where batch_id <= $delivered
        qualify row_number() over (partition by sent__by, record_key order by batch_id desc) = 1
    ),

    latest as (
        select *
        from sent
        qualify row_number() over (partition by sent__by, record_key order by batch_id desc) = 1
    )

    select
        {columns},
        concat_ws(' ', latest.operation, latest.sent__by, latest.record_key, latest.row_hash) as row__content,
        row_number() over (order by latest.operation, latest.record_key, latest.sent__by) as row__number
    from latest
    left join delivered
        on latest.record_key = delivered.record_key
        and latest.sent__by is not distinct from delivered.sent__by
        and delivered.operation = 'upsert'
    where {condition}
"""
# A removal says no more of a person than what was sent: the key, and what else went with it.
COLUMN = """
    case
        when latest.operation = 'upsert' or cast(latest."{0}" as varchar) = latest.record_key then latest."{0}"
        when latest."{0}" is not null then delivered."{0}"
    end as "{0}"
"""
FULL = "latest.operation = 'upsert'"
DELTA = """
    latest.batch_id > $delivered
    and case
        when latest.operation = 'remove' then delivered.record_key is not null
        else delivered.record_key is null or latest.row_hash != delivered.row_hash
    end
"""


def export(database: Path, directory: Path) -> tuple[list[str], list[str]]:
    """Write what waits; return a line of text for each delivery, and a sentence for each destination that failed.

    Raises:
        DatabaseError: it is missing, in use or without destinations.
    """
    lines: list[str] = []
    failures: list[str] = []
    with opened(database, read_only=False) as connection:
        try:
            declared = connection.execute(
                "select destination, export_mode, file_columns, file_options, fault"
                " from activation.declared_destinations order by destination"
            ).fetchall()
        except duckdb.CatalogException as error:
            raise DatabaseError(f"'{database}' has no destinations yet. Run `dbt build`.") from error
        connection.execute(DELIVERIES)
        for destination, mode, columns, file, fault in declared:
            try:
                if mode == "lake":
                    lines += [_to_lake(connection, relation, directory) for relation in json.loads(columns)]
                elif not fault:
                    lines += _deliver(connection, directory, destination, mode, json.loads(columns), json.loads(file))
            except duckdb.CatalogException:
                failures.append(f"{destination}: it is not built yet. Run `dbt build`.")
            except duckdb.BinderException as error:
                failures.append(f"{destination}: the last build was made for an earlier declaration ({error}).")
            except (DatabaseError, OSError, duckdb.Error) as error:
                failures.append(f"{destination}: {error}")
    return lines, failures


def _deliver(
    connection: duckdb.DuckDBPyConnection, directory: Path, destination: str, mode: str, columns: list[str], file: dict
) -> list[str]:
    """Write one batch with what waits for the destination, if anything does, and remember it.

    A run that was killed may have left a complete directory behind without remembering it. It counts as delivered once
    it is seen to hold what we would write; what came after it is a batch of its own.
    """
    batches = [
        batch_id
        for (batch_id,) in connection.execute(
            f'select distinct batch_id from activation."{destination}" where batch_id > coalesce('
            " (select max(batch_id) from activation.deliveries where destination = $1), '') order by batch_id",
            [destination],
        ).fetchall()
    ]
    left_behind = [batch_id for batch_id in batches[:-1] if (directory / destination / batch_id).exists()]
    lines = []
    for batch_id in left_behind + batches[-1:]:
        lines.append(_deliver_batch(connection, directory, destination, batch_id, mode, columns, file))
    return lines


def _deliver_batch(
    connection: duckdb.DuckDBPyConnection,
    directory: Path,
    destination: str,
    batch_id: str,
    mode: str,
    columns: list[str],
    file: dict,
) -> str:
    """Write what waits for the destination up to a batch, and remember it."""
    ((delivered, sent_at),) = connection.execute(
        "select coalesce((select max(batch_id) from activation.deliveries where destination = $1), ''), sent_at"
        f' from activation."{destination}" where batch_id = $2 limit 1',
        [destination, batch_id],
    ).fetchall()
    wanted = ", ".join(COLUMN.format(column) for column in columns)
    if mode == "delta":
        columns, wanted = [*columns, "operation"], f"{wanted}, latest.operation"
    query = WAITING.format(destination=destination, columns=wanted, condition=FULL if mode == "full" else DELTA)
    connection.execute(query, {"delivered": delivered, "batch_id": batch_id})
    removes = "count(*) filter (where operation = 'remove')" if mode == "delta" else "0"
    content = "md5(cast(bit_xor(md5_number(row__content)) as varchar))"
    ((count, removed, content),) = connection.execute(f"select count(*), {removes}, {content} from waiting").fetchall()
    target, manifest = directory / destination / batch_id, None
    if count or mode == "full":
        partial = target.with_name(f".{batch_id}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        manifest = {
            "destination": destination,
            "batch_id": batch_id,
            "as_of": str(sent_at),
            "mode": mode,
            "columns": columns,
            "rows": count,
            "upserts": count - removed,
            "removes": removed,
            "content": content,
            "files": _write_files(connection, partial, destination, columns, count, file),
        }
        (partial / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        manifest = _put(partial, target)
    connection.execute(
        "insert into activation.deliveries values ($1, $2, $3, $4, $5)",
        [destination, batch_id, str(target) if manifest else None, count, manifest and json.dumps(manifest)],
    )
    where = f"to {target}" if manifest else "nothing changed on balance, no file"
    return f"{destination}: {count:,} rows, {removed:,} of them removals, {where}"


def _write_files(
    connection: duckdb.DuckDBPyConnection, directory: Path, name: str, columns: list[str], count: int, file: dict
) -> list[dict]:
    """Write the rows of ``waiting``, so many to a file, and return {name, rows, bytes, sha256} of each."""
    chosen = ", ".join(f'"{column}"' for column in columns)
    delimiter, null_text = (literal(file[key]) for key in ("delimiter", "null_text"))
    csv = f"format csv, delimiter {delimiter}, nullstr {null_text}, header {file['header']}"
    suffix = file["format"]
    options = {"csv": csv, "parquet": "format parquet", "ndjson": "format json"}[suffix]
    if file["gzip"]:
        options, suffix = f"{options}, compression gzip", f"{suffix}.gz"
    written, size = [], file["rows_per_file"]
    for part, first in enumerate(range(0, max(count, 1), size), start=1):
        path = directory / f"{name}{'' if part == 1 else f'_{part}'}.{suffix}"
        in_part = f"row__number > {first} and row__number <= {first + size}"
        rows = f"select {chosen} from waiting where {in_part} order by row__number"
        connection.execute(f"copy ({rows}) to {literal(str(path))} ({options})")
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        rows_in = min(size, count - first)
        written.append({"name": path.name, "rows": rows_in, "bytes": path.stat().st_size, "sha256": digest})
    return written


def _put(partial: Path, target: Path) -> dict:
    """Give a complete directory its name, unless a broken run left one behind, and return the manifest that lies there.

    What was left says the same of the same people, perhaps with the columns or files of an earlier declaration.
    """
    made = json.loads((partial / "manifest.json").read_text())
    if not target.exists():
        partial.rename(target)
        return made
    shutil.rmtree(partial)
    try:
        found = json.loads((target / "manifest.json").read_text())
        is_ours = all(found[name] == made[name] for name in ("destination", "batch_id", "content"))
    except (OSError, ValueError, TypeError, LookupError):
        is_ours = False
    if not is_ours:
        raise DatabaseError(
            f"'{target}' exists already and holds something else. If another database wrote it, export into another"
            " directory: make export TO=directory."
        )
    return found


def _to_lake(connection: duckdb.DuckDBPyConnection, relation: str, directory: Path) -> str:
    """Write a relation as one Parquet file, the partition of its as_of; the same as_of replaces it, by no rows, too."""
    ((as_of,),) = connection.execute("select cast(as_of as varchar) from input.build_clock").fetchall()
    target = directory / "lake" / relation / f"as_of={quote(as_of)}"
    partial = directory / "lake" / f".{relation}.partial"
    target.mkdir(parents=True, exist_ok=True)
    rows = f"select * exclude (as_of) from insights.{relation} order by all"
    ((count,),) = connection.execute(f"copy ({rows}) to {literal(str(partial))} (format parquet)").fetchall()
    partial.replace(target / "data_0.parquet")
    return f"lake: {count:,} rows of {relation} to {target}"


def main() -> None:
    """Export the database that DUCKDB_PATH names into the directory of the first argument, else ``exports``."""
    arguments = [argument for argument in sys.argv[1:] if argument]
    try:
        lines, failures = export(database_path(), Path(*arguments[:1] or ["exports"]))
    except DatabaseError as error:
        sys.exit(str(error))
    print("\n".join(lines) or "Nothing waits.")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
