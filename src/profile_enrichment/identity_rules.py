"""Which identity values the settings refuse by pattern."""

from collections.abc import Sequence

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)


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
        blocked: (namespace or ``*``, regular expression searched for in the lower-case value,
            reason), in the order in which they are tried.

    Returns:
        One row per refused identity: ``namespace``, ``identity_value``, ``code``
        (``pattern_mismatch`` or ``blocked``), ``reason`` (why it is blocked, else null).
    """
    namespace, value = ColumnExpression("namespace"), ColumnExpression("identity_value")
    refusals = [
        ((namespace == ConstantExpression(of)) & ~_matches(value, pattern), "pattern_mismatch", None)
        for of, pattern in namespace_patterns
    ]
    for of, pattern, reason in blocked:
        is_match = _matches(FunctionExpression("lower", value), pattern)
        refusals.append(
            (is_match if of == "*" else (namespace == ConstantExpression(of)) & is_match, "blocked", reason)
        )

    number = ConstantExpression(None).cast("integer")
    code = reason_text = ConstantExpression(None).cast("varchar")
    if refusals:
        conditions = [condition for condition, _, _ in refusals]
        number = _first_that_holds(conditions, range(len(refusals)))
        found = ColumnExpression("refusal")
        each = [found == ConstantExpression(one) for one in range(len(refusals))]
        code = _first_that_holds(each, [code for _, code, _ in refusals])
        reason_text = _first_that_holds(each, [reason for _, _, reason in refusals]).cast("varchar")
    return (
        members.select(namespace, value, number.alias("refusal"))
        .filter(ColumnExpression("refusal").isnotnull())
        .distinct()
        .select(namespace, value, code.alias("code"), reason_text.alias("reason"))
    )


def _matches(value: Expression, pattern: str) -> Expression:
    return FunctionExpression("regexp_matches", value, ConstantExpression(pattern))


def _first_that_holds(conditions: Sequence[Expression], values: Sequence) -> Expression:
    first, *others = zip(conditions, map(ConstantExpression, values), strict=True)
    case = CaseExpression(*first)
    for condition, value in others:
        case = case.when(condition, value)
    return case
