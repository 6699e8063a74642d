"""Names of profiles, against a slow and obvious version on random histories."""

from random import Random

import pandas as pd
import pytest

from profile_enrichment.identity_graphs import names_by_snapshot


def frames(identities, rows):
    """identities: {id: (priority, is_unique)}; rows: (identity ids, snapshot that knows of it, ingested)."""
    sightings: dict[tuple, int] = {}
    links: dict[tuple, int] = {}
    for ids, snapshot, ingested in rows:
        for one in ids:
            key = (one, snapshot)
            sightings[key] = min(ingested, sightings.get(key, ingested))
            for other in ids:
                if one < other:
                    links[one, other] = min(snapshot, links.get((one, other), snapshot))
    return (
        pd.DataFrame([(i, p, u) for i, (p, u) in identities.items()], columns=["identity_id", "priority", "is_unique"]),
        pd.DataFrame(
            [(i, s, pd.Timestamp(t, unit="s")) for (i, s), t in sightings.items()],
            columns=["identity_id", "snapshot_number", "first_ingested_at"],
        ),
        pd.DataFrame(
            [(left, right, s) for (left, right), s in links.items()],
            columns=["left_identity_id", "right_identity_id", "first_snapshot"],
        ),
    )


def names_found(identities, rows, snapshots):
    runs = names_by_snapshot(*frames(identities, rows), snapshots)
    return {
        (run.identity_id, snapshot): run.name_identity_id
        for run in runs.itertuples()
        for snapshot in range(run.from_snapshot, run.until_snapshot + 1)
    }


def names_expected(identities, rows, snapshots):
    """Walk the graph from every identity, from scratch in every snapshot."""
    names = {}
    for snapshot in range(1, snapshots + 1):
        known = [(ids, ingested) for ids, since, ingested in rows if since <= snapshot]
        first = {i: min(t for ids, t in known if i in ids) for i in identities if any(i in ids for ids, _ in known)}
        for start in first:
            graph, waiting = {start}, [start]
            while waiting:
                one = waiting.pop()
                near = {other for ids, _ in known if one in ids for other in ids} - graph
                graph |= near
                waiting += near

            def rank(i, first=first):
                priority, is_unique = identities[i]
                return (not is_unique, priority if is_unique else 0, first[i], priority, i)

            names[start, snapshot] = min(graph, key=rank)
    return names


def random_history(seed):
    random = Random(seed)
    identities = {i: (random.randint(1, 4),) for i in range(1, random.randint(3, 25))}
    identities = {i: (priority, priority <= 2) for i, (priority,) in identities.items()}
    rows = []
    for n in range(random.randint(1, 30)):
        size = random.choice((1, 2, 2, 3)) if len(identities) > 2 else 1
        snapshot = random.randint(1, 5) if n else 1
        rows.append((set(random.sample(list(identities), size)), snapshot, random.randint(1, 20)))
    seen = set().union(*(ids for ids, _, _ in rows))
    renumbered = {old: new for new, old in enumerate(sorted(seen), start=1)}
    return (
        {renumbered[i]: identities[i] for i in sorted(seen)},
        [({renumbered[i] for i in ids}, snapshot, ingested) for ids, snapshot, ingested in rows],
    )


@pytest.mark.parametrize("seed", range(300))
def test_equal_to_a_walk_from_scratch_on_random_histories(seed):
    identities, rows = random_history(seed)
    assert names_found(identities, rows, 5) == names_expected(identities, rows, 5)


@pytest.mark.parametrize("seed", range(50))
def test_the_order_of_rows_does_not_matter(seed):
    identities, rows = random_history(seed)
    shuffled = Random(seed).sample(rows, len(rows))
    assert names_found(identities, rows, 5) == names_found(identities, shuffled, 5)


@pytest.mark.parametrize("seed", range(50))
def test_what_comes_later_changes_no_earlier_name(seed):
    identities, rows = random_history(seed)
    before = [row for row in rows if row[1] <= 3]
    seen = sorted(set().union(*(ids for ids, _, _ in before)))
    renumbered = {old: new for new, old in enumerate(seen, start=1)}
    early = names_found(
        {renumbered[i]: identities[i] for i in seen}, [({renumbered[i] for i in ids}, s, t) for ids, s, t in before], 3
    )
    whole = names_found(identities, rows, 5)
    assert early == {
        (renumbered[i], snapshot): renumbered[name] for (i, snapshot), name in whole.items() if snapshot <= 3
    }


@pytest.mark.parametrize("seed", range(100))
def test_a_name_never_passes_from_one_unique_identity_to_another(seed):
    """Whoever is named after a unique identity holds it; a name is never left to somebody else."""
    identities, rows = random_history(seed)
    names = names_found(identities, rows, 5)
    for (identity, snapshot), name in names.items():
        if identities[name][1]:
            assert names[name, snapshot] == name, (identity, snapshot)


def test_a_person_with_the_top_unique_identity_is_named_after_it_whatever_joins():
    identities = {1: (1, True), 2: (3, False), 3: (2, True)}
    rows = [({2}, 1, 1), ({2, 3}, 2, 5), ({1, 2}, 3, 9)]
    names = names_found(identities, rows, 3)
    assert [names[2, snapshot] for snapshot in (1, 2, 3)] == [2, 3, 1]
    assert (1, 2) not in names


def test_no_rows_give_no_names():
    empty = frames({}, [])
    assert names_by_snapshot(*empty, snapshot_count=3).empty


def test_a_long_chain_is_one_profile():
    count = 20_000
    identities = dict.fromkeys(range(1, count + 1), (1, False))
    rows = [({i, i + 1}, 1, i) for i in range(1, count)]
    assert set(names_found(identities, rows, 1).values()) == {1}
