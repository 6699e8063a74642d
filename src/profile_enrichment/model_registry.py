"""Which model versions exist: what a build adds to them, and when it has to refuse."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import skops.io

from profile_enrichment.state import ADVICE, StateError
from profile_enrichment.threads import use_one_thread

VERSIONS = pa.schema(
    [
        ("version", pa.string()),
        ("insight", pa.string()),
        ("declaration", pa.string()),
        ("input_name", pa.string()),
        ("trained_at", pa.timestamp("us")),
        ("is_poor", pa.bool_()),
        ("is_promoted", pa.bool_()),
        ("promotion_reason", pa.string()),
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
MOST_ECE_LOST = 0.005


def read_estimator(archive: bytes) -> object:
    """Read a skops archive; one with any type beyond scikit-learn's own and TRUSTED_TYPES raises.

    One at a time: NumPy reads an array's header with ``ast``, which Python 3.11 does not do in two threads at once
    without a SystemError now and then, and models are scored side by side.
    """
    with _READING:
        return skops.io.loads(archive, trusted=TRUSTED_TYPES)


def some(rows, most: int):
    """Every so-many-th row, at most ``most``; rows of a cut lie in the order of profile_id, a hash: at random."""
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


@dataclass(frozen=True)
class Version:
    """A version that another one is compared with."""

    version: str
    trained_at: datetime
    is_poor: bool
    reference_quantiles: list[float]
    estimator: bytes


@dataclass(frozen=True)
class Contest:
    """Whether a new version is to replace the champion, and why."""

    is_won: bool
    reason: str

    @classmethod
    def at_newest_cut(cls, champion: Version, measure: str, gain: dict[str, object], lost: list[str]) -> "Contest":
        """Return that it is won, where something was gained for sure and nothing lost.

        Args:
            champion: which version was compared with.
            measure: what is gained.
            gain: as :func:`profile_enrichment.judging.beside` gives it, more being better.
            lost: what speaks against it, in words.
        """
        gained = f"gains {gain['difference_lower']:.4f} to {gain['difference_upper']:.4f} of {measure}"
        if not gain["difference_lower"] > 0:  # nor if it cannot be told
            lost = ["a loss for sure" if gain["difference_upper"] < 0 else "that may be nothing", *lost]
        return cls(not lost, "; ".join([f"{gained} over {champion.version}", *lost]))

    @classmethod
    def undecided(cls, champion: Version) -> "Contest":
        """Return that it is not won, because the champion knew the outcomes that could be compared."""
        return cls(False, f"no outcome is known yet that {champion.version} could not know")


def worse_calibrated(ece: dict[str, object]) -> list[str]:
    """Say, in words, that the ECE, as :func:`beside` gives it beside the champion's, is worse by MOST_ECE_LOST."""
    by = ece["value"] - ece["baseline_value"]
    return [f"ECE is worse by {by:.4f}"] if by > MOST_ECE_LOST else []


def below_baseline(evaluation: pd.DataFrame, metric: str, less_is_better: bool = False) -> list[str]:
    """Say of each cut at which a metric does not reach its baseline that it does not, in words."""
    judged = evaluation[evaluation["metric"] == metric]
    better, worse = ("baseline_value", "value") if less_is_better else ("value", "baseline_value")
    below = judged[judged[better] < judged[worse]].drop_duplicates("cut_at")
    return [f"below {row.baseline_name} at the cut of {row.cut_at:%Y-%m-%d}" for row in below.itertuples()]


def grow(
    known: pa.Table,
    as_of: datetime,
    input_name: str,
    identity_rules: str,
    wanted: pd.DataFrame,
    rows_of: Callable[[str], pd.DataFrame],
    columns: list[str],
    version_of: Callable[[pd.DataFrame, str, Version | None], tuple[dict[str, object], Contest | None]],
    has_drifted: Callable[[Version, str], bool] = lambda newest, insight: False,
) -> pa.Table:
    """Return the known versions and, trained now, every wanted one that is due and not among them.

    Args:
        known: the versions so far, as VERSIONS.
        as_of: the moment that the build speaks for.
        input_name: what the build reads.
        identity_rules: a digest of the rules of who is who. Under other rules other people are told apart in the same
            input: a version of the same moment stays then as it is.
        wanted: one row per insight that can be trained: ``insight``, ``declaration``, ``retrain`` (``always``, or
            ``auto``: when the last training is ``after_days`` old or people have changed), ``after_days``, and
            ``champion``, the version that is declared to score, or None.
        rows_of: gives the rows of an insight that its model learns from: ``profile_id``, ``cut_at``,
            ``role`` and ``columns``.
        columns: what a version depends on.
        version_of: trains on such rows, given the insight and its champion, and returns what VERSIONS has beyond
            names, and how it did against the champion, if there is one.
        has_drifted: says whether the people of today are others than those that the last training knew.

    Returns:
        One row per version, as VERSIONS; the known ones are unchanged. The first version of a declaration is
        promoted; after it the contest decides, and a poor one replaces no other.

    Raises:
        StateError: any known version is newer, or came from other rows.
        ValueError: the declared champion is no version of the insight as it is declared.
    """
    use_one_thread()
    versions = known.to_pandas()
    if not versions.empty and versions["trained_at"].max() > as_of:
        raise StateError(
            f"this build speaks for {as_of}, but the database already holds a model that was trained for"
            f" {versions['trained_at'].max()}. {ADVICE}"
        )
    new = []
    for asked in wanted.itertuples(index=False):
        insight, declaration = asked.insight, asked.declaration
        answers = versions[(versions["insight"] == insight) & (versions["declaration"] == declaration)]
        declared = asked.champion if isinstance(asked.champion, str) else None  # a missing one may be NaN
        champion = _champion(answers, insight, declared)
        version = version_name(insight, as_of, declaration)
        same = answers[answers["version"] == version]
        is_wanted = (
            not same.empty  # what it learned from is checked
            or champion is None
            or asked.retrain == "always"
            or (as_of - answers["trained_at"].max()).days >= asked.after_days
            or has_drifted(_newest(answers), insight)
        )
        if not is_wanted:
            continue
        rows = rows_of(insight)
        digest = fingerprint(rows, columns)
        if same.empty:
            made, found = version_of(rows, insight, champion)
            outcome = _promotion(champion, made["is_poor"], found)
            name = {"insight": insight, "version": version, "declaration": declaration, "trained_at": as_of}
            promotion = {"is_promoted": outcome.is_won, "promotion_reason": outcome.reason}
            learned_from = {"input_name": input_name, "training_fingerprint": f"{digest} {identity_rules}"}
            new.append(name | learned_from | promotion | made)
            continue
        known_digest, _, known_rules = same["training_fingerprint"].item().partition(" ")
        if known_digest != digest and known_rules == identity_rules:
            raise StateError(
                f"the database holds version {version}, which was trained for the same moment on other input. {ADVICE}"
            )
    return pa.concat_tables([known.cast(VERSIONS), pa.Table.from_pylist(new, schema=VERSIONS)])


def _champion(versions: pd.DataFrame, insight: str, declared: str | None) -> Version | None:
    """Return which of an insight's versions scores it: the declared one, else the newest that was promoted."""
    found = versions[versions["version"] == declared] if declared else versions[versions["is_promoted"]]
    if found.empty:
        if declared:
            raise ValueError(
                f"training.champions names '{declared}' for {insight}, which is no version of it as it is declared now:"
                f" {', '.join(versions['version']) or 'there is none'}. Name another one, or leave {insight} out to let"
                " promotion decide."
            )
        return None
    return _newest(found)


def _newest(versions: pd.DataFrame) -> Version:
    newest = versions.loc[versions["trained_at"].idxmax()]
    return Version(**{field.name: newest[field.name] for field in fields(Version)})


def _promotion(champion: Version | None, is_poor: bool, found: Contest | None) -> Contest:
    if champion is None:
        return Contest(True, "the first version of this declaration")
    if is_poor:
        return Contest(False, f"poor: it does not foretell well enough to replace another; {found.reason}")
    if champion.is_poor and not found.is_won:
        advice = f"{champion.version} is poor, this one is not: training.champions may name it"
        return Contest(False, f"{found.reason}; {advice}")
    return found


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
