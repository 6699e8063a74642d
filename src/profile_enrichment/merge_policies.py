"""Which rule of the merge policy in use decides every attribute."""

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa

from profile_enrichment.settings import SettingsError, numbered


def merge_rules(policies: pa.Table, policy: str, attributes: Sequence[str], datasets: Collection[str]) -> pa.Table:
    """Say by which rule of ``policy`` every attribute is merged. Raises SettingsError.

    Args:
        policies: the settings table ``merge_policies``.
        policy: name of the policy in use.
        attributes: the declared attributes.
        datasets: the datasets of records that the settings list.

    Returns:
        One row per attribute, or per attribute and dataset where datasets have precedence:
        ``attribute``, ``policy``, ``method``, ``dataset`` and ``rank`` (null where the newest value
        wins), ``rule_number``.
    """
    rows = policies.to_pylist()
    for number, row in enumerate(rows, start=1):
        _check_merge_row(f"merge_policies, row {number}", row, attributes, datasets)
    by_attribute: dict[str, list[dict]] = {}
    for row in rows:
        if row["policy"] == policy:
            by_attribute.setdefault(row["attribute"], []).append(row)
    if not by_attribute:
        raise SettingsError(
            f"merge_policy is '{policy}', which merge_policies does not list; it lists"
            f" {', '.join(sorted({row['policy'] for row in rows})) or 'none'}."
        )
    for attribute, rules in by_attribute.items():
        _check_merge_rules(f"merge_policies: policy '{policy}', attribute '{attribute}'", rules)
    missing = [attribute for attribute in attributes if attribute not in by_attribute and "*" not in by_attribute]
    if missing:
        raise SettingsError(
            f"merge_policies: policy '{policy}' says nothing of the attribute '{missing[0]}'."
            " Add a row for it, or for *."
        )
    merged = [
        {**row, "attribute": attribute}
        for attribute in attributes
        for row in by_attribute.get(attribute) or by_attribute["*"]
    ]
    return numbered(pa.Table.from_pylist(merged, schema=policies.schema), "rule_number")


def _check_merge_row(where: str, row: Mapping, attributes: Sequence[str], datasets: Collection[str]) -> None:
    if row["attribute"] not in ("*", *attributes):
        raise SettingsError(
            f"{where}: attribute is '{row['attribute']}', which is not declared; allowed are"
            f" {', '.join(('*', *attributes))}."
        )
    has_precedence = row["method"] == "dataset_precedence"
    for column in ("dataset", "rank"):
        if (row[column] is not None) != has_precedence:
            raise SettingsError(
                f"{where}: {column} is '{row[column] or ''}'; {row['method']}"
                f" {'needs a value there' if has_precedence else 'takes none, the newest value wins'}."
            )
    if has_precedence and row["dataset"] not in datasets:
        raise SettingsError(
            f"{where}: dataset is '{row['dataset']}', which the table datasets does not list as one of records;"
            f" it lists {', '.join(sorted(datasets)) or 'none'}."
        )


def _check_merge_rules(where: str, rules: list[dict]) -> None:
    if len({rule["method"] for rule in rules}) > 1:
        raise SettingsError(f"{where}: there are two methods. Keep one.")
    if len(rules) > 1 and rules[0]["method"] == "timestamp_ordered":
        raise SettingsError(f"{where}: there are two rows. Keep one.")
    for column in ("dataset", "rank"):
        values = [rule[column] for rule in rules]
        if len(set(values)) < len(values):
            raise SettingsError(f"{where}: two rows have the same {column}. Every dataset has one rank of its own.")
