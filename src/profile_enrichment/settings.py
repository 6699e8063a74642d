"""Read the settings tables and refuse a wrong one with a sentence.

A table comes from its seed or, where `settings_dir` or `input_dir/settings/` holds a file of that name, from the file.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import duckdb
import pyarrow as pa

from profile_enrichment.input_files import InputError, files_in, load_files
from profile_enrichment.names import allowed_names

NAMESPACE_TYPES = ("cookie", "device", "email", "phone", "cross_device", "partner", "non_people")
NEVER_LINKING = ("partner", "non_people")
NORMALISATIONS = ("none", "trim", "lower")
CLASSES = ("record", "time_series")
NO_DATA_SCIENCE = "no_data_science"
"""The usage label that keeps a dataset from models, as in ``macros/no_data_science.sql``."""
MERGE_METHODS = ("timestamp_ordered", "dataset_precedence")

TYPES: dict[str, dict[str, pa.DataType]] = {
    "datasets": {
        "dataset": pa.string(),
        "class": pa.string(),
        "primary_namespace": pa.string(),
        "is_profile_enabled": pa.bool_(),
        "expire_after_days": pa.int32(),
        "merge_rank": pa.int32(),
        "usage_labels": pa.string(),
    },
    "identity_namespaces": {
        "namespace": pa.string(),
        "type": pa.string(),
        "priority": pa.int32(),
        "is_unique": pa.bool_(),
        "pattern": pa.string(),
        "max_length": pa.int32(),
        "normalisation": pa.string(),
    },
    "blocked_identities": {"namespace": pa.string(), "pattern": pa.string(), "reason": pa.string()},
    "suppressed_identities": {"namespace": pa.string(), "identity_value": pa.string(), "reason": pa.string()},
    "denied_links": {
        "left_namespace": pa.string(),
        "left_identity_value": pa.string(),
        "right_namespace": pa.string(),
        "right_identity_value": pa.string(),
        "reason": pa.string(),
    },
    "merge_policies": {
        "policy": pa.string(),
        "method": pa.string(),
        "attribute": pa.string(),
        "dataset": pa.string(),
        "rank": pa.int32(),
    },
}
"""The settings tables and their columns: the names of the seeds and of the files that replace them."""


class SettingsError(InputError):
    """A settings table is wrong; the message names the table, the row and what is allowed."""


def settings_folders(input_dir: str | None, settings_dir: str | None) -> list[Path]:
    """Return the directories whose files replace settings seeds, the first to look in first.

    Raises SettingsError where ``settings_dir`` is given and is not a directory.
    """
    if settings_dir and not Path(settings_dir).is_dir():
        raise SettingsError(
            f"settings_dir is '{settings_dir}', which is not a directory. Give the path of a directory."
        )
    folders = [settings_dir and Path(settings_dir), input_dir and Path(input_dir, "settings")]
    return [folder for folder in folders if folder]


def load_settings(
    connection: duckdb.DuckDBPyConnection, name: str, seed: duckdb.DuckDBPyRelation, folders: Sequence[Path]
) -> pa.Table:
    """Return the settings table ``name`` from the first folder that has its file, else its seed; typed as in TYPES.

    Raises SettingsError.
    """
    where, rows = f"seed '{name}'", _as_text(seed)
    path = next(filter(None, [_settings_file(folder, name) for folder in folders]), None)
    if path:
        where = f"{path.parent.name}/{path.name}"
        rows = _file_rows(connection, path, name)
    parsed = [_typed(name, where, number, row) for number, row in enumerate(rows, start=1)]
    columns = {column: [row[column] for row in parsed] for column in TYPES[name]}
    return pa.table(columns, schema=pa.schema(list(TYPES[name].items())))


def numbered(settings: pa.Table, column: str) -> pa.Table:
    """Add a column that numbers the rows from 1, in their order."""
    return settings.append_column(column, pa.array(range(1, len(settings) + 1), pa.int64()))


def check_datasets(datasets: pa.Table, namespaces: pa.Table) -> None:
    """Check that every dataset that feeds the profile names a primary namespace that exists and may link.

    Nor may any have a usage label that is nearly NO_DATA_SCIENCE: it would protect nothing. Raises SettingsError.
    """
    types = dict(zip(namespaces["namespace"].to_pylist(), namespaces["type"].to_pylist(), strict=True))
    linking = [namespace for namespace, kind in types.items() if kind not in NEVER_LINKING]
    for row in datasets.to_pylist():
        namespace = row["primary_namespace"]
        if namespace is not None:
            _check_listed(f"datasets, dataset '{row['dataset']}'", "primary_namespace", row, types)
        if row["is_profile_enabled"] and namespace not in linking:
            found = "has no primary_namespace"
            if namespace:
                found = f"the type of its primary_namespace, {types[namespace]}, never links"
            raise SettingsError(
                f"datasets: '{row['dataset']}' feeds the profile (is_profile_enabled) but {found}. Give it one of"
                f" {', '.join(linking)}, or set is_profile_enabled to false."
            )
        for label in (row["usage_labels"] or "").split():
            plain = label.lower().replace("-", "_")
            is_near = NO_DATA_SCIENCE in plain or get_close_matches(plain, [NO_DATA_SCIENCE], cutoff=0.78)
            if is_near and label != NO_DATA_SCIENCE:
                raise SettingsError(
                    f"datasets, dataset '{row['dataset']}': usage_labels has '{label}'. Write {NO_DATA_SCIENCE}, or"
                    " another word for another label."
                )
    _check_unique(datasets, "datasets", "dataset")


def check_namespaces(namespaces: pa.Table) -> None:
    """Namespaces are unique and so are their priorities, or it would be open which one wins. Raises SettingsError."""
    _check_unique(namespaces, "identity_namespaces", "namespace")
    _check_unique(namespaces, "identity_namespaces", "priority")


def check_denied_links(denied: pa.Table, namespaces: pa.Table) -> None:
    """Both ends lie in namespaces that exist, and they differ. Raises SettingsError."""
    known = dict(zip(namespaces["namespace"].to_pylist(), namespaces["normalisation"].to_pylist(), strict=True))
    for number, row in enumerate(denied.to_pylist(), start=1):
        for side in ("left", "right"):
            _check_listed(f"denied_links, row {number}", f"{side}_namespace", row, known)
        left, right = (
            (row[f"{side}_namespace"], _normal(row[f"{side}_identity_value"], known[row[f"{side}_namespace"]]))
            for side in ("left", "right")
        )
        if left == right:
            raise SettingsError(f"denied_links, row {number}: both ends are the same identity. Name two.")


def check_suppressed(suppressed: pa.Table, namespaces: pa.Table) -> None:
    """Every suppressed identity lies in a namespace that exists, or it would keep nobody back. Raises SettingsError."""
    for number, row in enumerate(suppressed.to_pylist(), start=1):
        _check_listed(f"suppressed_identities, row {number}", "namespace", row, namespaces["namespace"].to_pylist())


def check_blocked(blocked: pa.Table, namespaces: pa.Table, defaults: Sequence[str]) -> None:
    """Every pattern is for a namespace that exists, for all (``*``), or for one that the project's own list names.

    Raises SettingsError.
    """
    known = dict.fromkeys([*namespaces["namespace"].to_pylist(), "*", *defaults])
    for number, row in enumerate(blocked.to_pylist(), start=1):
        _check_listed(f"blocked_identities, row {number}", "namespace", row, known)


def _check_listed(where: str, column: str, row: Mapping[str, object], known: Collection[str]) -> None:
    if row[column] not in known:
        raise SettingsError(
            f"{where}: {column} is '{row[column]}', which identity_namespaces does not list; it lists"
            f" {allowed_names(row[column], known)}."
        )


def _normal(value: str, normalisation: str) -> str:
    trimmed = value if normalisation == "none" else value.strip()
    return trimmed.lower() if normalisation == "lower" else trimmed


def check_patterns(connection: duckdb.DuckDBPyConnection, table: pa.Table, name: str) -> None:
    """Every pattern is a regular expression that the engine takes. Raises SettingsError."""
    for number, pattern in enumerate(table["pattern"].to_pylist(), start=1):
        try:
            connection.execute("select regexp_matches('', ?)", [pattern]).fetchall()
        except duckdb.Error as error:
            raise SettingsError(
                f"{name}, row {number}: pattern is '{pattern}', which is not a regular expression ({error})."
            ) from error


def _check_unique(table: pa.Table, name: str, column: str) -> None:
    values = table[column].to_pylist()
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        raise SettingsError(f"{name}: {column} '{repeated[0]}' stands in more than one row. Keep one.")


def _settings_file(folder: Path, name: str) -> Path | None:
    files: dict[str, Path] = {}
    for path in files_in(folder.parent, folder.name, (), is_required=False):
        stem = path.name.split(".")[0]
        if stem in files:
            raise SettingsError(
                f"'{folder.name}/{files[stem].name}' and '{folder.name}/{path.name}' give the same table. Keep one."
            )
        files[stem] = path
        if stem not in TYPES:
            raise SettingsError(
                f"'{folder.name}/{path.name}' is not a settings table; there are {allowed_names(stem, TYPES)}."
            )
    return files.get(name)


def _as_text(relation: duckdb.DuckDBPyRelation) -> list[dict[str, str | None]]:
    rows = relation.fetchall()
    return [
        {column: None if value is None else str(value) for column, value in zip(relation.columns, row, strict=True)}
        for row in rows
    ]


def _file_rows(connection, path: Path, name: str) -> list[dict[str, str | None]]:
    rows = _as_text(load_files(connection, [path], f"read_settings_{name}", list(TYPES[name])))
    for row in rows:
        if row["read_error"]:
            raise SettingsError(f"{path.parent.name}/{path.name}: {row['read_error']}: {row['raw_row']}")
        if row["undeclared"]:
            raise SettingsError(
                f"{path.parent.name}/{path.name} has columns that are not known: {row['undeclared']}. Known are"
                f" {allowed_names(next(iter(json.loads(row['undeclared']))), TYPES[name])}."
            )
    return rows


def _typed(name: str, where: str, number: int, row: Mapping[str, str | None]) -> dict[str, object]:
    """One row as values. ``number`` counts the rows from 1, without the header."""

    def fail(column: str, expected: str):
        raise SettingsError(f"{where}, row {number}: {column} is '{row[column] or ''}'; {expected}.")

    typed: dict[str, object] = {}
    for column, data_type in TYPES[name].items():
        text = row[column] or ""
        # How an identity is trimmed is for its namespace to say.
        text = text if column.endswith("identity_value") and text.strip() else text.strip()
        text = " ".join(re.split(r"[\s,;]+", text)) if column == "usage_labels" else text
        try:
            typed[column] = _PARSERS[data_type](text) if text else None
        except (ValueError, KeyError):
            fail(
                column,
                "true or false is expected"
                if data_type == pa.bool_()
                else "a whole number from 1 to 999999 is expected",
            )
    for column, allowed in _REQUIRED[name].items():
        if typed[column] is None:
            fail(column, f"one of {', '.join(allowed)} is expected" if allowed else "it may not be empty")
        if allowed and typed[column] not in allowed:
            fail(column, f"allowed are {allowed_names(typed[column], allowed)}")
    return typed


def _whole_number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text, re.ASCII) or int(text) == 0:
        raise ValueError
    return int(text)


_PARSERS: dict[pa.DataType, Callable[[str], object]] = {
    pa.string(): str,
    pa.int32(): _whole_number,
    pa.bool_(): lambda text: {"true": True, "false": False}[text.lower()],
}
# Columns that may not be empty; with the allowed values where they are few.
_REQUIRED: dict[str, dict[str, tuple[str, ...] | None]] = {
    "datasets": {"dataset": None, "class": CLASSES, "is_profile_enabled": None},
    "identity_namespaces": {
        "namespace": None,
        "type": NAMESPACE_TYPES,
        "priority": None,
        "is_unique": None,
        "normalisation": NORMALISATIONS,
    },
    "blocked_identities": {"namespace": None, "pattern": None, "reason": None},
    "suppressed_identities": dict.fromkeys(TYPES["suppressed_identities"]),
    "denied_links": dict.fromkeys(TYPES["denied_links"]),
    "merge_policies": {"policy": None, "method": MERGE_METHODS, "attribute": None},
}
