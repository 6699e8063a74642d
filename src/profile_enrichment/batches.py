"""Read relations that are larger than memory."""

from collections.abc import Iterator

import duckdb
import pandas as pd

VECTORS_AT_ONCE = 24
"""Vectors of 2,048 rows each: what is made of so many rows, sentences with all, takes some tens of megabytes."""


def batches_of(relation: duckdb.DuckDBPyRelation) -> Iterator[pd.DataFrame]:
    """Yield the rows of a relation, some 50,000 at a time; none are read ahead."""
    while len(batch := relation.fetch_df_chunk(VECTORS_AT_ONCE)):
        yield batch
