"""Say why somebody is in an audience or not: ``python -m profile_enrichment.why SEGMENT PROFILE``.

PROFILE is a profile_id, also a former one, or an identity such as ``email:ann@example.org``.
"""

import json
import sys

import duckdb

from profile_enrichment.database import DatabaseError, database_path, opened
from profile_enrichment.names import allowed_names

NAMES = "select profile_id from identity.profile_aliases where former_profile_id = $1"
IDENTITIES = "select distinct profile_id from identity.identity_map where namespace = $1 and identity_value = $2"
CLAUSES = """
    select is_member, is_kept_out, clause, rule, value, is_met, would_suffice, shortfall, is_nearest, events
    from membership.segment_explanations
    where segment = $1 and profile_id = $2
    order by clause_number
"""
MEMBERSHIP = """
    select status, entered_at, last_qualified_at, exited_at, exited_reason
    from membership.segment_membership
    where segment = $1 and profile_id = $2
    order by entered_at
"""


def profile_of(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the profile_id that a profile_id, a former one or ``namespace:value`` stands for.

    Raises:
        LookupError: nobody is called so.
    """
    if connection.execute("select 1 from marts.customer_profiles where profile_id = $1", [name]).fetchone():
        return name
    found = connection.execute(NAMES, [name]).fetchone()
    if not found and ":" in name:
        found = connection.execute(IDENTITIES, name.split(":", 1)).fetchone()
    if not found:
        raise LookupError(
            f"Nobody is called '{name}'. Give a profile_id of marts.customer_profiles, or an identity such as"
            " email:ann@example.org, as identity.identity_map has it."
        )
    return found[0]


def explanation(connection: duckdb.DuckDBPyConnection, segment: str, name: str) -> str:
    """Return why the profile is in the segment or not, as text for a person.

    Raises:
        LookupError: there is no such segment, or nobody is called so.
    """
    segments = [row[0] for row in connection.execute("select segment from membership.segment_definitions").fetchall()]
    if segment not in segments:
        raise LookupError(f"'{segment}' is not a segment; there are {allowed_names(segment, sorted(segments))}.")
    profile_id = profile_of(connection, name)
    clauses = connection.execute(CLAUSES, [segment, profile_id]).fetchall()
    if not clauses:
        raise LookupError(
            f"'{name}' was not evaluated yet: profiles are newer than audiences."
            " Run dbt build --select segment_evaluations+."
        )
    is_member, is_kept_out = clauses[0][:2]
    lines = [f"{profile_id} is {'in' if is_member else 'not in'} {segment}."]
    for status, entered_at, last_qualified_at, exited_at, reason in connection.execute(
        MEMBERSHIP, [segment, profile_id]
    ).fetchall():
        ended = f", left at {exited_at} ({reason}, last qualified at {last_qualified_at})" if status == "exited" else ""
        lines.append(f"  in it since {entered_at}" if not ended else f"  was in it from {entered_at}{ended}")
    if is_kept_out:
        lines.append("  Consent general is out: whoever says so is in no audience, whatever the rule.")
    for _, _, clause, rule, value, is_met, would_suffice, shortfall, is_nearest, events in clauses:
        lines.append(f"{'  met    ' if is_met else '  not met'} {clause}: {rule}")
        lines.append(
            f"            saw {'nothing' if value is None else value}" + (f"; {shortfall}" if shortfall else "")
        )
        lines += [
            f"            {event['event_at']} {event['event_type']} ({event['dataset']} {event['event_id']})"
            for event in json.loads(events or "[]")
        ]
        if would_suffice:
            lines.append("            this alone is missing")
        elif is_nearest:
            lines.append("            this is the nearest of what is missing")
    return "\n".join(lines)


def main() -> None:
    """Answer for the segment and the profile that the arguments name."""
    arguments = [argument for argument in sys.argv[1:] if argument]
    if len(arguments) != 2:
        sys.exit("Say which: make why SEGMENT=win_back PROFILE=email:ann@example.org")
    try:
        with opened(database_path()) as connection:
            print(explanation(connection, *arguments))
    except (DatabaseError, LookupError) as error:
        sys.exit(str(error))
    except duckdb.CatalogException as error:
        sys.exit(f"'{database_path()}' holds no audiences yet ({error}). Run `make build`.")


if __name__ == "__main__":
    main()
