"""Samples are the same people every time."""

import duckdb
import pytest

from profile_enrichment.batches import sample


@pytest.mark.parametrize("order", ["profile_id", "profile_id desc", "hash(profile_id)"])
def test_a_sample_is_of_the_same_people_however_the_rows_lie(order):
    connection = duckdb.connect()
    people = connection.sql(
        f"select range::varchar as profile_id, range as score from range(100, 900) order by {order}"
    )
    assert sample(people, 3)["profile_id"].tolist() == ["100", "101", "102"]
    assert len(sample(people, 10_000)) == 800
