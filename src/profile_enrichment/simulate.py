"""Say what other settings would change, without touching what is built.

``python -m profile_enrichment.simulate SETTINGS_DIR [VARS] [TRY]`` builds the input of the database that DUCKDB_PATH
names twice into databases that are thrown away, and compares the two: as it is, with VARS as for the build, and with
the files of SETTINGS_DIR in place of the settings seeds and the variables of TRY in place of the project's.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import yaml

from profile_enrichment.database import DatabaseError, database_path, opened

EXAMPLES = 5
SIDES = ("built", "simulated")

# A profile is split where its identities lie in several profiles afterwards, and joined where identities of several do.
CHANGES = """
    with pieces as (
        select
            before.profile_id as old_id,
            after.profile_id as new_id,
            string_agg(
                before.namespace || ' ' || before.identity_value, ', ' order by before.namespace, before.identity_value
            ) as identities
        from built.identity.identity_map as before
        inner join simulated.identity.identity_map as after
            on before.namespace = after.namespace and before.identity_value = after.identity_value
        group by before.profile_id, after.profile_id
    )
    select count(*) as size, string_agg(identities, ' | ' order by identities) as identities
    from pieces
    group by {id}
    having count(*) > 1
    order by size desc, {id}
"""
SEGMENTS = """
    select coalesce(before.segment, after.segment), before.member_count, after.member_count
    from built.membership.segment_definitions as before
    full join simulated.membership.segment_definitions as after on before.segment = after.segment
    order by 1
"""
READ = "select input_name, as_of from {0}.input.build_clock"
ALONE = """
    select count(*)
    from {0}.identity.identity_map as here
    anti join {1}.identity.identity_map as there
        on here.namespace = there.namespace and here.identity_value = there.identity_value
"""
IDLE_DENIALS = """
    select count(*)
    from simulated.input.int_denied_links as denied
    where (
        select count(*) from simulated.identity.int_denied_identities as ends
        where ends.denial_number = denied.denial_number
    ) < 2
"""
PROFILES = "select (select count(*) from built.{0}), (select count(*) from simulated.{0})"


def check_same_input(built: Path, again: Path) -> None:
    """Raise ValueError where two databases were built on different input, or as of different moments."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built}' as built (read_only)")
        connection.execute(f"attach '{again}' as again (read_only)")
        (was, is_now) = (connection.execute(READ.format(database)).fetchone() for database in ("built", "again"))
    if was != is_now:
        raise ValueError(
            f"the database was built on '{was[0]}' as of {was[1]}, and the dry run read '{is_now[0]}'"
            f" as of {is_now[1]}. Give VARS as for the build, such as VARS='{{as_of: \"{was[1]}\"}}'."
        )


def compare(built: Path, simulated: Path) -> str:
    """Return, as text for a person, how the profiles and audiences of two databases differ."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built}' as built (read_only)")
        connection.execute(f"attach '{simulated}' as simulated (read_only)")

        def rows(query: str) -> list[tuple]:
            return connection.execute(query).fetchall()

        moments = [rows(READ.format(database))[0][1] for database in SIDES]
        split, joined = (rows(CHANGES.format(id=side)) for side in ("old_id", "new_id"))
        before, after = rows(PROFILES.format("identity.identity_graphs"))[0]
        removed = rows(
            "select (select count(*) from built.identity.identity_links where status = 'removed'),"
            " (select count(*) from simulated.identity.identity_links where status = 'removed')"
        )[0]
        lines = [f"profiles      {before:,} → {after:,}", f"cut links     {removed[0]:,} → {removed[1]:,}"]
        lines += [f"as of         {moments[0]} → {moments[1]}"] if moments[0] != moments[1] else []
        left_out, let_in = (rows(ALONE.format(*sides))[0][0] for sides in (SIDES, SIDES[::-1]))
        idle = rows(IDLE_DENIALS)[0][0]
        lines += [f"left out      {left_out:,} identities"] if left_out else []
        lines += [f"let in        {let_in:,} identities"] if let_in else []
        lines += [f"no effect     {idle:,} denied links, of which the data lacks an end"] if idle else []
        for word, found, tail in (("split", split, "parts"), ("joined", joined, "of the profiles that are built")):
            lines.append(f"{word:13} {len(found):,}")
            lines += [f"              {size} {tail}: {identities}" for size, identities in found[:EXAMPLES]]
        for segment, old, new in rows(SEGMENTS):
            mark = "" if old == new else "  *"
            lines.append(f"audience      {_count(old):>9} → {_count(new):>9}  {segment}{mark}")
    return "\n".join(lines)


def _count(value: int | None) -> str:
    return "none" if value is None else f"{value:,}"


def simulate(settings_dir: Path | None, variables: dict, built: Path, tried: dict | None = None) -> str:
    """Build twice into temporary databases, with the settings as they are and with the others, and compare.

    Both begin with nothing remembered, so that what differs is the settings' doing. Raises CalledProcessError where dbt
    fails, and ValueError where ``variables`` are not those of the built database.
    """
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        # Whether it is the same input is known long before all of it is built.
        check_same_input(built, _build(directory / "as_is", variables, "--select", "+build_clock"))
        as_is = _build(directory / "as_is", variables)
        others = variables | (tried or {})
        others = _trying(settings_dir, others, directory) if settings_dir else others
        found = compare(as_is, _build(directory / "tried", others))
        was, is_now = _profile_count(built), _profile_count(as_is)
    if was != is_now:
        found = f"built         {was:,} profiles: the settings as they are now give {is_now:,}. Build first.\n{found}"
    return found


def _profile_count(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute("select count(*) from identity.identity_graphs").fetchone()[0]


def _trying(settings_dir: Path, variables: dict, directory: Path) -> dict:
    """Return the variables under which the files of a directory go before those of the ``settings_dir`` in use."""
    in_use = variables.get("settings_dir") or _project_variables().get("settings_dir")
    layered = directory / "settings" / settings_dir.resolve().name
    layered.mkdir(parents=True)
    tried = [path for path in settings_dir.iterdir() if path.is_file()]
    kept = [path for path in Path(in_use).iterdir() if path.is_file()] if in_use else []
    tables = {_table(path) for path in tried}
    for path in [*tried, *(path for path in kept if _table(path) not in tables)]:
        shutil.copy(path, layered)
    return variables | {"settings_dir": str(layered)}


def _table(path: Path) -> str:
    return path.name.split(".")[0]


def _project_variables() -> dict:
    return yaml.safe_load(Path("dbt_project.yml").read_text())["vars"]["profile_enrichment"]


def _build(directory: Path, variables: dict, *selected: str) -> Path:
    directory.mkdir(exist_ok=True)
    database = directory / "profile_enrichment.duckdb"
    dbt = [str(Path(sys.executable).parent / "dbt"), "--quiet", "build"]
    dbt += [*selected, "--exclude-resource-type", "test", "unit_test"]
    dbt += ["--target-path", f"{directory}/target", "--vars", json.dumps(variables)]
    environment = os.environ | {"DUCKDB_PATH": str(database), "DUCKDB_KEEP_OPEN": "true"}
    subprocess.run(dbt, env=environment, check=True)
    return database


def _mapping(name: str, text: str) -> dict:
    found = yaml.safe_load(text or "{}")
    if not isinstance(found, dict):
        sys.exit(f"{name} is '{text}'; it should be a mapping as dbt takes it, such as '{{input_dir: my_data}}'.")
    return found


def main() -> None:
    """Print what other settings would change; the arguments are SETTINGS_DIR, VARS and TRY."""
    built = database_path()
    settings, variables, tried = (*(argument.strip() for argument in sys.argv[1:]), "", "", "")[:3]
    settings_dir = Path(settings) if settings else None
    try:
        opened(built).close()
    except DatabaseError as error:
        sys.exit(str(error))
    if not (settings_dir.is_dir() if settings_dir else tried):
        sys.exit(
            f"'{settings}' is not a directory. Name one with the settings to try, variables or both:"
            " make simulate SETTINGS=directory TRY='{identity_stitching: none}'."
        )
    variables, tried = _mapping("VARS", variables), _mapping("TRY", tried)
    try:
        print(simulate(settings_dir, variables, built, tried))
    except ValueError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)


if __name__ == "__main__":
    main()
