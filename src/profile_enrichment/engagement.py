"""What the engagement score, which SQL defines, is worth as a forecast of activity."""

import pandas as pd
import pyarrow as pa

from profile_enrichment.judging import auc, average_precision, judge, lift_10

METRICS = (auc, average_precision, lift_10)
BASELINE = "recency"
"""The days since the last activity alone: the score's strongest component."""
MOST_ROWS = 200_000
"""So many rows of a cut are judged; the intervals say how sure that makes the figures."""

EVALUATIONS = pa.schema(
    [
        ("cut_at", pa.timestamp("us")),
        ("metric", pa.string()),
        ("value", pa.float64()),
        ("value_lower", pa.float64()),
        ("value_upper", pa.float64()),
        ("baseline_name", pa.string()),
        ("baseline_value", pa.float64()),
        ("difference_lower", pa.float64()),
        ("difference_upper", pa.float64()),
        ("row_count", pa.int64()),
    ]
)


def evaluate(rows: pd.DataFrame) -> pa.Table:
    """Judge the score at every cut by who was active after it.

    Args:
        rows: ``cut_at``, ``profile_id``, ``person_id`` (who the profile turned out to be), ``score`` (0–100),
            ``recency`` (0–1) and ``is_active``, in any order.

    Returns:
        One row per cut and metric, as EVALUATIONS; null where everybody was active or nobody.
    """
    found = []
    for cut_at, of_cut in rows.sort_values(["cut_at", "profile_id"]).groupby("cut_at"):
        score, recency = (of_cut[name].to_numpy(float) for name in ("score", "recency"))
        outcome = of_cut["is_active"].to_numpy(bool)
        judged = judge(METRICS, outcome, score, recency, BASELINE, of_cut["person_id"].to_numpy())
        found.append(judged.assign(cut_at=cut_at, row_count=len(of_cut)))
    columns = pd.concat(found) if found else pd.DataFrame(columns=EVALUATIONS.names)
    return pa.Table.from_pandas(columns, schema=EVALUATIONS, preserve_index=False)
