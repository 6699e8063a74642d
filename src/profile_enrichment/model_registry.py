"""Which model versions exist: what a build adds to them, and when it has to refuse."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

import pandas as pd
import pyarrow as pa

from profile_enrichment.propensity import FEATURES, CalibratedModel, evaluate
from profile_enrichment.state import ADVICE, StateError

POOR_AUC = 0.65
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


def version_name(insight: str, as_of: datetime, declaration: str) -> str:
    """Name a version after what makes it: the insight, the moment, and how the insight is declared."""
    return f"{insight}-{as_of:%Y%m%dT%H%M%S%f}-{_digest(declaration, 8)}"


def fingerprint(rows: pd.DataFrame) -> str:
    """Return a digest of labelled rows: equal for equal rows in any order."""
    rows = rows.sort_values(["cut_at", "profile_id"])[["profile_id", "cut_at", *FEATURES, "has_outcome"]]
    return _digest(rows.to_csv(index=False), 16)


def grow(
    known: pa.Table,
    as_of: datetime,
    input_name: str,
    wanted: pd.DataFrame,
    labelled_rows: Callable[[str], pd.DataFrame],
) -> pa.Table:
    """Return the known versions and, trained now, every wanted one that is not among them.

    Args:
        known: the versions so far, as VERSIONS.
        as_of: the moment that the build speaks for.
        input_name: what the build reads.
        wanted: one row per insight that can be trained: ``insight``, ``declaration``.
        labelled_rows: gives the labelled rows of an insight: ``profile_id``, ``cut_at``, ``role``,
            ``has_outcome`` and FEATURES.

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
        rows = labelled_rows(insight)
        digest = fingerprint(rows)
        same = versions[versions["version"] == version]
        if same.empty:
            name = {"insight": insight, "version": version, "declaration": declaration, "trained_at": as_of}
            new.append(name | {"input_name": input_name, "training_fingerprint": digest} | _train(rows))
        elif same["training_fingerprint"].iloc[0] != digest:
            raise StateError(
                f"the database holds version {version}, which was trained for the same moment on other input. {ADVICE}"
            )
    return pa.concat_tables([known.cast(VERSIONS), pa.Table.from_pylist(new, schema=VERSIONS)])


def _train(rows: pd.DataFrame) -> dict[str, object]:
    """Judge the procedure forward in time, then fit it on every labelled row."""
    evaluation = evaluate(rows)
    model = CalibratedModel.fit(rows)
    metrics = dict(zip(evaluation["metric"], evaluation["value"], strict=True))
    return {
        "is_poor": metrics["auc"] < POOR_AUC,
        "first_cut_at": rows["cut_at"].min(),
        "last_cut_at": rows["cut_at"].max(),
        "training_row_count": len(rows),
        "outcome_count": int(rows["has_outcome"].sum()),
        "metrics": json.dumps(metrics),
        "evaluations": evaluation.to_json(orient="records", date_format="iso", date_unit="us", double_precision=9),
        "features": json.dumps(FEATURES),
        "reference_quantiles": model.reference_quantiles,
        "estimator": model.to_bytes(),
    }


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
