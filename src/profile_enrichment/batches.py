"""Read relations that are larger than memory, whole or in part."""

from collections.abc import Iterator

import duckdb
import pandas as pd

VECTORS_AT_ONCE = 24
"""Vectors of 2,048 rows each: what is made of so many rows, sentences with all, takes some tens of megabytes."""


def batches_of(relation: duckdb.DuckDBPyRelation) -> Iterator[pd.DataFrame]:
    """Yield the rows of a relation, some 50,000 at a time; none are read ahead."""
    while len(batch := relation.fetch_df_chunk(VECTORS_AT_ONCE)):
        yield batch


def sample(relation: duckdb.DuckDBPyRelation, most: int) -> pd.DataFrame:
    """Return so many of its rows at most, the same ones every time: by ``profile_id``, unique in it and a hash."""
    return relation.order("profile_id").limit(most).df()
