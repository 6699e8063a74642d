"""Which identity values the settings refuse by pattern."""

from collections.abc import Sequence

from duckdb import DuckDBPyRelation

from profile_enrichment.database import literal


def refused_identities(
    members: DuckDBPyRelation,
    namespace_patterns: Sequence[tuple[str, str]],
    blocked: Sequence[tuple[str, str, str]],
) -> DuckDBPyRelation:
    """Find the values that break their namespace's pattern or stand on the block list, in one pass.

    Patterns are constants of the query, so that each is compiled once and not once a row.

    Args:
        members: ``namespace`` and ``identity_value``, in any number of rows each.
        namespace_patterns: (namespace, regular expression that a value has to match).
        blocked: (namespace or ``*``, regular expression searched for in the value, and in its
            lower-case form, reason), in the order in which they are tried.

    Returns:
        One row per refused identity: ``namespace``, ``identity_value``, ``code``
        (``pattern_mismatch`` or ``blocked``), ``reason`` (why it is blocked, else null).
    """
    rules = [
        (
            f"namespace = {literal(of)} and not regexp_matches(identity_value, {literal(pattern)})",
            "pattern_mismatch",
            "",
        )
        for of, pattern in namespace_patterns
    ] + [
        (
            f"{literal(of)} in (namespace, '*') and (regexp_matches(identity_value, {literal(pattern)})"
            f" or regexp_matches(lower(identity_value), {literal(pattern)}))",
            "blocked",
            reason,
        )
        for of, pattern, reason in blocked
    ]
    cases = " ".join(f"when {condition} then {number}" for number, (condition, *_) in enumerate(rules, start=1))
    codes, reasons = (", ".join(literal(rule[field]) for rule in rules) or "''" for field in (1, 2))
    return (
        members.select(f"namespace, identity_value, case {cases or 'when false then 1'} end as rule_number")
        .filter("rule_number is not null")
        .distinct()
        .select(
            f"namespace, identity_value, [{codes}][rule_number] as code, nullif([{reasons}][rule_number], '') as reason"
        )
    )
