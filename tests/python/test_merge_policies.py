"""Merge policies: which rule decides an attribute, and the sentence for a wrong one."""

import pyarrow as pa
import pytest

from profile_enrichment.merge_policies import merge_rules
from profile_enrichment.settings import TYPES, SettingsError

NEWEST = ("default", "timestamp_ordered", "*", None, None)
CRM = ("strict", "dataset_precedence", "*", "crm", 1)
LOYALTY = ("strict", "dataset_precedence", "*", "loyalty", 2)


def rules(*rows, policy="default"):
    schema = pa.schema(list(TYPES["merge_policies"].items()))
    columns = list(TYPES["merge_policies"])
    table = pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
    found = merge_rules(table, policy, ["city", "tier"], {"crm", "loyalty"}).to_pylist()
    return [(row["attribute"], row["method"], row["dataset"], row["rank"]) for row in found]


def test_a_star_is_for_every_attribute():
    assert rules(NEWEST, CRM) == [
        ("city", "timestamp_ordered", None, None),
        ("tier", "timestamp_ordered", None, None),
    ]


def test_an_attribute_of_its_own_goes_before_the_star():
    assert rules(CRM, LOYALTY, ("strict", "timestamp_ordered", "tier", None, None), policy="strict") == [
        ("city", "dataset_precedence", "crm", 1),
        ("city", "dataset_precedence", "loyalty", 2),
        ("tier", "timestamp_ordered", None, None),
    ]


@pytest.mark.parametrize(
    ("rows", "policy", "sentence"),
    [
        ([NEWEST], "strict", "merge_policy is 'strict', which merge_policies does not list; it lists default."),
        ([], "default", "which merge_policies does not list; it lists none."),
        (
            [("default", "timestamp_ordered", "shoe", None, None)],
            "default",
            "merge_policies, row 1: attribute is 'shoe', which is not declared; allowed are *, city, tier.",
        ),
        (
            [("default", "timestamp_ordered", "city", None, None)],
            "default",
            "policy 'default' says nothing of the attribute 'tier'. Add a row for it, or for *.",
        ),
        (
            [("default", "timestamp_ordered", "*", "crm", None)],
            "default",
            "row 1: dataset is 'crm'; timestamp_ordered takes none, the newest value wins.",
        ),
        (
            [("default", "dataset_precedence", "*", "crm", None)],
            "default",
            "row 1: rank is ''; dataset_precedence needs a value there.",
        ),
        (
            [("default", "dataset_precedence", "*", "web", 1)],
            "default",
            "dataset is 'web', which the table datasets does not list as one of records; it lists crm, loyalty.",
        ),
        (
            [("default", "dataset_precedence", "*", "crm", 1), ("default", "dataset_precedence", "*", "loyalty", 1)],
            "default",
            "policy 'default', attribute '*': two rows have the same rank. Every dataset has one rank of its own.",
        ),
        ([NEWEST, NEWEST], "default", "attribute '*': there are two rows. Keep one."),
        ([NEWEST, ("default", *CRM[1:])], "default", "attribute '*': there are two methods. Keep one."),
    ],
)
def test_a_wrong_policy_says_what_is_allowed(rows, policy, sentence):
    with pytest.raises(SettingsError) as error:
        rules(*rows, policy=policy)
    assert sentence in str(error.value)
