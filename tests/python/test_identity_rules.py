"""Values refused by pattern, against Python's regular expressions on random values."""

import re
from random import Random

import duckdb

from profile_enrichment.identity_rules import refused_identities

PATTERNS = [("email", "^[^@]+@[a-z]+$"), ("crm", "^[0-9]+$")]
BLOCKED = [
    ("email", "^test@", "many people type it"),
    ("*", "^(null|0+)$", "says nothing"),
    ("crm", "^NULL", "says nothing in capitals"),
]


def refused(values, patterns=PATTERNS, blocked=BLOCKED):
    with duckdb.connect() as connection:
        members = connection.query(
            "select unnest($values)[1] as namespace, unnest($values)[2] as identity_value", params={"values": values}
        )
        return sorted(refused_identities(members, patterns, blocked).fetchall())


def expected(values):
    found = set()
    for namespace, value in values:
        reasons = [
            reason
            for of, pattern, reason in BLOCKED
            if of in (namespace, "*") and (re.search(pattern, value) or re.search(pattern, value.lower()))
        ]
        if any(of == namespace and not re.search(pattern, value) for of, pattern in PATTERNS):
            found.add((namespace, value, "pattern_mismatch", None))
        elif reasons:
            found.add((namespace, value, "blocked", reasons[0]))
    return sorted(found)


def test_equal_to_python_on_random_values():
    random = Random(1)
    parts = ["test@", "a", "NULL", "null", "0", "00", "@", "b", "7"]
    values = [
        [random.choice(["email", "crm", "web"]), "".join(random.choices(parts, k=random.randint(1, 3)))]
        for _ in range(500)
    ]
    assert refused(values) == expected(values)


def test_a_block_list_may_be_long():
    blocked = [("email", f"@disposable{n}[.]example$", "thrown away") for n in range(2000)]
    assert refused([["email", "a@disposable1999.example"], ["email", "a@b.c"]], [], blocked) == [
        ("email", "a@disposable1999.example", "blocked", "thrown away")
    ]


def test_without_patterns_nothing_is_refused():
    assert refused([["email", "x"]], [], []) == []


def test_a_quote_in_a_pattern_is_only_a_character():
    assert refused([["email", "o'hara"]], [("email", "o'h")], [("*", "x' or true --", "no")]) == []
