"""Every query that the README and the guides print runs on the demo shop."""

import re
import shutil
from itertools import pairwise

import duckdb
import pytest
import yaml
from conftest import ROOT, Project

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
QUERIES = [
    pytest.param(query, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, query in enumerate(re.findall(r"^```sql\n(.*?)^```", page.read_text(), re.M | re.S))
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_printed_query_runs(demo, tmp_path, monkeypatch, query):
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(str(demo.database), read_only=True) as connection:
        for statement in connection.extract_statements(query):
            connection.execute(statement)


def test_the_way_between_two_identities_is_told_link_by_link(demo):
    (way,) = (query for (query,) in (param.values for param in QUERIES) if "using key" in query)
    with duckdb.connect(str(demo.database), read_only=True) as connection:
        hops = connection.execute(way).fetchall()
        connected = connection.execute(
            """
            select count(distinct profile_id), count(*) from identity.identity_map
            where (namespace, identity_value) in (('email', 'person1012@example.com'), ('loyalty_id', 'L501012'))
            """
        ).fetchall()
    assert connected == [(1, 2)]
    assert hops[0][1] == "email person1012@example.com"
    assert hops[-1][2] == "loyalty_id L501012"
    assert [hop for hop, *_ in hops] == list(range(1, len(hops) + 1))
    assert all(after[1] == before[2] for before, after in pairwise(hops))


def test_the_prediction_that_the_guide_adds_is_in_every_profile(demo, tmp_path):
    guide = (ROOT / "docs" / "guides" / "declarations.md").read_text()
    (block,) = (block for block in re.findall(r"^```yaml\n(.*?)^```", guide, re.M | re.S) if "web_basket" in block)
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    selected = ("--select", "declared_predictions+,+customer_profiles", "declared_training")
    outcome = project.dbt("run", *selected, **yaml.safe_load(block))
    assert outcome.success, outcome.text
    ((profiles, scored, high, excluded),) = project.rows(
        """
        select
            count(*), count(web_basket_probability), count_if(web_basket_band = 'high'),
            count_if(not_scored_reason = 'excluded: refund in the 60 days before as_of')
        from marts.customer_profiles
        inner join insights.insight_scores using (profile_id)
        where insight = 'web_basket'
        """
    )
    assert scored + excluded == profiles
    assert min(scored, excluded) > 50
    assert high > 0
