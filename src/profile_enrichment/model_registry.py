"""Which model versions exist: what a build adds to them, and when it has to refuse."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import skops.io

from profile_enrichment.state import ADVICE, StateError

VERSIONS = pa.schema(
    [
        ("version", pa.string()),
        ("insight", pa.string()),
        ("declaration", pa.string()),
        ("input_name", pa.string()),
        ("trained_at", pa.timestamp("us")),
        ("is_poor", pa.bool_()),
        ("first_cut_at", pa.timestamp("us")),
        ("last_cut_at", pa.timestamp("us")),
        ("training_row_count", pa.int64()),
        ("outcome_count", pa.int64()),
        ("metrics", pa.string()),
        ("evaluations", pa.string()),
        ("features", pa.string()),
        ("reference_quantiles", pa.list_(pa.float64())),
        ("training_fingerprint", pa.string()),
        ("estimator", pa.binary()),
    ]
)

TRUSTED_TYPES = ["sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]
"""Types that an archive may hold beyond those that skops trusts by itself."""
_READING = threading.Lock()


def read_estimator(archive: bytes) -> object:
    """Read a skops archive; one with any type beyond scikit-learn's own and TRUSTED_TYPES raises.

    One at a time: NumPy reads an array's header with ``ast``, which Python 3.11 does not do in two threads at once
    without a SystemError now and then, and models are scored side by side.
    """
    with _READING:
        return skops.io.loads(archive, trusted=TRUSTED_TYPES)


def some(rows, most: int):
    """Every so-many-th row, at most ``most``; rows lie in the order of profile_id, a hash, and so at random."""
    return rows[:: -(-len(rows) // most) or 1]


def version_name(insight: str, as_of: datetime, declaration: str) -> str:
    """Name a version after what makes it: the insight, the moment, and how the insight is declared."""
    return f"{insight}-{as_of:%Y%m%dT%H%M%S%f}-{_digest(declaration, 8)}"


def fingerprint(rows: pd.DataFrame, columns: list[str]) -> str:
    """Return a digest of the columns of labelled rows, by profile and cut: equal for equal rows in any order.

    Numbers count by their value and not their type, missing ones of any kind are the same.
    """
    rows = rows[["profile_id", "cut_at", *columns]].astype({"cut_at": "datetime64[us]"})
    numbers = [name for name in columns if pd.api.types.is_numeric_dtype(rows[name])]
    digests = pd.util.hash_pandas_object(rows.astype(dict.fromkeys(numbers, "float64")), index=False)
    return hashlib.sha256(np.sort(digests.to_numpy()).tobytes()).hexdigest()[:16]


def grow(
    known: pa.Table,
    as_of: datetime,
    input_name: str,
    wanted: pd.DataFrame,
    rows_of: Callable[[str], pd.DataFrame],
    columns: list[str],
    version_of: Callable[[pd.DataFrame, str], dict[str, object]],
) -> pa.Table:
    """Return the known versions and, trained now, every wanted one that is not among them.

    Args:
        known: the versions so far, as VERSIONS.
        as_of: the moment that the build speaks for.
        input_name: what the build reads.
        wanted: one row per insight that can be trained: ``insight``, ``declaration``.
        rows_of: gives the rows of an insight that its model learns from: ``profile_id``, ``cut_at``,
            ``role`` and ``columns``.
        columns: what a version depends on.
        version_of: trains on such rows, given the insight, and returns what VERSIONS has beyond names.

    Returns:
        One row per version, as VERSIONS; the known ones are unchanged.

    Raises:
        StateError: any known version is newer, or came from other rows.
    """
    versions = known.select(["version", "trained_at", "training_fingerprint"]).to_pandas()
    if not versions.empty and versions["trained_at"].max() > as_of:
        raise StateError(
            f"this build speaks for {as_of}, but the database already holds a model that was trained for"
            f" {versions['trained_at'].max()}. {ADVICE}"
        )
    new = []
    for insight, declaration in wanted[["insight", "declaration"]].itertuples(index=False):
        version = version_name(insight, as_of, declaration)
        rows = rows_of(insight)
        digest = fingerprint(rows, columns)
        same = versions[versions["version"] == version]
        if same.empty:
            name = {"insight": insight, "version": version, "declaration": declaration, "trained_at": as_of}
            new.append(name | {"input_name": input_name, "training_fingerprint": digest} | version_of(rows, insight))
        elif same["training_fingerprint"].iloc[0] != digest:
            raise StateError(
                f"the database holds version {version}, which was trained for the same moment on other input. {ADVICE}"
            )
    return pa.concat_tables([known.cast(VERSIONS), pa.Table.from_pylist(new, schema=VERSIONS)])


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
