"""Rules: what they mean, and the sentence that a faulty one gets."""

import json
import re
from pathlib import Path
from random import Random

import duckdb
import pytest
import yaml
from conftest import MODELS, Project, copied_project, event, events_csv, write_input

from profile_enrichment.why import explanation

TWICE = "a key stands twice at one place"
FIELDS = "allowed are ads_consent, alive_probability, birth_date, churn_band"


def file(rule: str) -> str:
    return "{% call segment() %}\n" + rule + "\n{% endcall %}"


@pytest.fixture
def compile_rule(run_macro):
    """Compile a segment file's text with the project's own macros; return what dbt says."""

    def run(text: str) -> str:
        arguments = {"name": "mine", "path": "models/segments/mine.sql", "raw_code": text, "known_segments": ["other"]}
        return run_macro("segment_definition", arguments)

    return run


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            "all:\n  - field: chrun_band\n    eq: low",
            f"at all[0].field: 'chrun_band' is not a field of the profile; {FIELDS}",
        ),
        ("field: city", "at field: 'city' has 0 operators; give exactly one"),
        ("field: churn_score\ngt: 1\nlt: 5", "at field: 'churn_score' has 2 operators; give exactly one"),
        ("field: city\ngt: Oslo", "at gt: 'gt' is not an operator for a text; allowed are eq, ne, in, not_in"),
        ("field: city\nlikes: O%", "'likes' is not an operator for a text; allowed are eq, ne, in, not_in, like,"),
        ("field: citty\neq: x", "; the nearest is city."),
        ("field: churn_score\ngte: high", "at gte: found 'high'; write a number such as 0.6"),
        ("field: churn_score\ngte: .inf", "line 3: found '.inf', which YAML reads as inf; write a number"),
        ("field: churn_score\nbetween: [1]", "at between: found '[1]'; write a list such as [1, 5], lowest"),
        ("field: city\nin: []", "at in: found '[]'; write a list"),
        (
            "field: birth_date\nbetween: [2026-01-31, 2026-01-01]",
            "at between: found '[2026-01-31, 2026-01-01]'; give the lowest first",
        ),
        ("field: birth_date\neq: 2026-02-30", "from line 3 on (eq: 2026-02-30); it begins with"),
        ("field: country\nin: [SE, NO]", "at in[1]: found false; YAML reads yes, no, on, off, true and false as"),
        ("field: city\neq: 5", "at eq: found '5'; write a text in quotes"),
        ("field: city\neq: 'a\\b'", "write a text in quotes, without backslashes"),
        ("field: birth_date\ngt: soon", "at gt: found 'soon'; write a date such as 2026-01-31"),
        ("field: city\nmissing: maybe", "at missing: found 'maybe'; write true or false"),
        ("all: []", "at all: the group holds no rules; list at least one rule"),
        ("any: churned", "at any: the group holds no rules"),
        ("all:\n  - nothing: 1", "at all[0]: found {'nothing': 1}; a rule has exactly one of the keys all, any, none,"),
        ("all:\n  - any:\n      - just text", "at all[0].any[0]: found just text; a rule has exactly one of the keys"),
        (
            "all:\n  - event: purchase\n    within_day: 3",
            "at all[0]: 'within_day' is not known here; allowed are count, sum, average, min, max, distinct_count,",
        ),
        (
            "all:\n  - event: purchase\n    within_dys: 3",
            "; the nearest is within_days",
        ),
        ("evnt: purchase", "the nearest to evnt is event"),
        ("field: birth_date\nwithn_days: 3", "not_within_days, in_next_days, during; the nearest is within_days"),
        ("field: churn_score\ngte: 1000000000000000000000000000000", "write a number of 30 digits at most"),
        ("event: purchase\ncount: {lt: -1}", "at count.lt: found '-1'; write a whole number from 0"),
        ("event: purchase\ncount: {eq: 1.5}", "at count.eq: found '1.5'; write a whole number from 0"),
        ("field: general_consent\neq: maybe", "at eq: found 'maybe'; allowed are in, out, pending"),
        ("field: churn_band\nnot_in: [low, hihg]", "found 'hihg'; allowed are low, medium, high; the nearest is high"),
        ("field: churn_probability\ngte: 60", "at gte: found '60'; it lies between 0 and 1"),
        ("field: churn_percentile\nbetween: [0, 101]", "at between[1]: found '101'; it lies between 1 and 100"),
        ("field: churn_probability\ngt: 1", "at gt: found '1'; it lies between 0 and 1"),
        ("field: churn_probability\nlt: 60", "at lt: found '60'; it lies between 0 and 1"),
        ("field: churn_percentile\nlt: 1", "at lt: found '1'; it lies between 1 and 100"),
        ("affinity: category\nitem: Toys\ngte: 70", "at gte: found '70'; it lies between 0 and 1"),
        ("affinity: category\nitem: Toys\nrank: 0", "at rank: found '0'; give one comparison such as {lte: 3}"),
        ("affinity: category\nitem: Toys\nrank: {lte: 0}", "at rank.lte: found '0'; it lies between 1 and"),
        ("event: ''", "at event: found ''; write a type of event such as purchase"),
        ("all: [5]", "at all[0]: found 5; a rule has exactly one of the keys"),
        (
            "event: purchase\nsince: 2026-03-01\nuntil: 2026-01-01",
            "at until: found '2026-01-01', which is not after since; nothing lies between: give a later end",
        ),
        (
            "event: purchase\nsince: '2026-03-01T02:00:00Z'\nbefore: '2026-03-01T02:00:00+01:00'",
            "at before: found '2026-03-01T02:00:00+01:00', which is not after since",
        ),
        (
            "event: purchase\nwithin_days: 0",
            "at within_days: found '0'; give a whole number of days from 1 to 36500",
        ),
        ("event: purchase\nwithin_days: 99999999999", "at within_days: found '99999999999'; give a whole number"),
        (
            "all:\n  - field: city\n    missing: true\nall:\n  - segment: other",
            "at line 5: a key stands twice at one place or has no value, or a text goes on in the next line (all:)",
        ),
        ("all:\n- field: city\n  eq: a\n- field: city\n  eq: b\nall:\n- segment: other", f"at line 7: {TWICE}"),
        ("all:\n  - field: city\n    eq: a\n    eq: b", f"at line 5: {TWICE}"),
        ("all:\n  - {field: city, eq: a, eq: b}", f"at line 3: {TWICE}"),
        ("event: purchase\ncount: {gte: 1, gte: 5}", f"at line 3: {TWICE}"),
        ("field: city\neq: a\n'eq': b", f"at line 4: {TWICE}"),
        ("field: city\neq : a\neq: b", f"at line 4: {TWICE}"),
        ('all:\n  - segment: other\n"all":\n  - field: city\n    eq: x', f"at line 4: {TWICE}"),
        ("{field: city, 'eq': a, eq: b}", f"at line 2: {TWICE}"),
        ('{field: city, eq: a, "eq":"b"}', f"at line 2: {TWICE}"),
        ('{field: city, eq: a, ? "eq":b}', "at line 2: found '? \"eq\":b}'; put quotes"),
        ("{field: city, eq: a, ? eq # c\n  :b}", "at line 2: found '? eq # c'; put quotes"),
        ("{field: city, eq: a, ! 'eq':b}", "at line 2: found '! 'eq':b}'; put quotes"),
        ("all:\n  - {field: city, in: [! 'x #'], in: [b]}", "at line 3: found '! 'x #'], in: [b]}'; put quotes"),
        ("{field: city, eq: a, ?'eq':b}", "at line 2: found '?'eq':b}'; put quotes"),
        ("{field: city, eq, eq: b}", f"at line 2: {TWICE}"),
        ("--- {field: city, eq: a, eq: b}", "at line 2: found '--- {field: city, eq: a, eq: b}'; put quotes"),
        ("field: city\neq: ~", f"at line 3: {TWICE} or has no value"),
        ("field: city\neq: a\n  b", f"at line 4: {TWICE} or has no value, or a text goes on in the next line (b)"),
        ("all: " + "[" * 300, "put quotes around"),
        ("field: city\n? eq\n: b", "at line 3: found '? eq'; put quotes"),
        ('event: purchase\nwithin_days: 3\ncount: {gte: 1, "gte":5}', f"at line 4: {TWICE}"),
        ("field: churn_score\ngte: 010  # a comment", "found '010', which YAML reads as"),
        ("field: city\neq: |  # a comment\n  a", "found '|  # a comment'; put quotes"),
        ("{field: city, eq: a, eq: b, missing}", f"at line 2: {TWICE}"),
        ("field: city\neq: a   # note: 'old\neq: b   # that's it", f"at line 4: {TWICE}"),
        (
            "all:\n  - field: city\n    eq: a, 'b\nall:\n  - field: city\n    eq: c'",
            "at line 5: a key stands twice",
        ),
        (
            "field: city\neq: 'a\n  b'",
            "line 3: found ''a'; put quotes around a text that begins so, ending on its own line",
        ),
        ("field: city\neq: a\neq\t: b", 'line 4: found the character "\\t"; use spaces'),
        ("field: city\neq: a\req: b", 'line 3: found the character "\\r"'),
        ("field: city\neq: a\u2028eq: b", 'line 3: found the character "\\u2028"'),
        ("field: city\neq: a\x85eq: b", 'line 3: found the character "\\u0085"'),
        (
            "all: &a\n  - all: *a",
            "at line 2: found '&a'; put quotes around a text that begins so, ending on its own line",
        ),
        ("field: city\n<<: {eq: a}", "at line 3: a key stands twice"),
        ("field: city\neq: |\n  a", "found '|'; put quotes"),
        ("field: city\neq: !x a", "found '!x a'; put quotes"),
        ("field: churn_score\ngte: 010", "found '010', which YAML reads as"),
        ("field: churn_score\nbetween: [1, 1:30]", "found '1:30', which YAML reads as"),
        ("field: churn_score\ngte: 1:30.5", "at line 3: found '1:30.5', which YAML reads as"),
        ("field: churn_score\ngte: 1_0.5", "found '1_0.5', which YAML reads as"),
        (
            "field: last_seen_at\nbetween: [2026-02-01, '2025-01-01T10:00:00Z']",
            "at between: found '[2026-02-01, 2025-01-01T10:00:00Z]'; give the lowest first",
        ),
        ("event: purchase\ncount: {missing: true}", "at count.missing: 'missing' is not an operator for a count"),
        ("field: churn_score\nbetween: [90, 10]", "at between: found '[90, 10]'; give the lowest first"),
        ("field: birth_date\nbetween: ['2000-01-01', 1999-01-01]", "give the lowest first: nothing lies between"),
        ("field: birth_date\ngt: '2026-02-30'", "at gt: found '2026-02-30'; write a date such as 2026-01-31."),
        (
            "field: birth_date\ngt: 2026-02-30",
            "the rule is not YAML from line 3 on (gt: 2026-02-30); it begins with all:,",
        ),
        ("field: birth_date\ngt: 2026-01-30T10:00:00Z", "write a date such as 2026-01-31."),
        ("field: last_seen_at\ngt: '2026-02-03T99:99'", "or a time such as 2026-01-31T09:30:00Z"),
        ('field: city\neq: "a\\0b"', "write a text in quotes, without backslashes and control characters"),
        (
            "all:\n  - field: city\n    eq: 'a",
            "at line 4: found ''a'; put quotes around a text that begins so, ending on its own line",
        ),
        ("all:\n  - field: city\n\teq: a", 'at line 4: found the character "\\t"; use spaces'),
        ("all:\n  - field: city\n   eq: a", "the rule is not YAML from line 4 on (eq: a); it begins with"),
        ("field: city\neq: a: b", "the rule is not YAML from line 3 on (eq: a: b); it begins with all:, any:,"),
        ("all:\n" + "".join("  " * n + "- all:\n" for n in range(1, 30)), "the rule is nested deeper than 20 groups"),
        ("event: purchase\nwithin_days: true", "at within_days: found 'True'; give a whole number"),
        ("event: purchase\ncount: 3", "at count: found '3'; give one comparison such as {gte: 2}"),
        ("event: purchase\ncount: {like: 3}", "at count.like: 'like' is not an operator for a count"),
        (
            "event: [purchase, 5]",
            "at event: found '['purchase', 5]'; write a type of event such as purchase, or a list",
        ),
        ("event: []", "at event: found '[]'; write a type of event such as purchase, or a list of them"),
        ("event: purchase\ncount: {lt: 0}", "at count.lt: found '0'; no count is below 0: write eq: 0 for none at all"),
        ("event: 5", "at event: found '5'; write a type of event such as purchase, or a list of them"),
        ("event:", "at event: found 'None'; write a type of event such as purchase, or a list of them"),
        ("event: {a: b}", "at event: found '{'a': 'b'}'; write a type of event such as purchase, or a list of them"),
        ("event: purchase\nsum: {revenue: 5}", "at sum.revenue: found '5'; give one comparison such as {gte: 2}"),
        ("event: purchase\nsum: {gte: 100}", "at sum: 'gte' is not a column of an event; allowed are"),
        ("event: purchase\nwhere: []", "at where: found '[]'; write a mapping such as {channel: {eq: web}}"),
        ("event: purchase\nwhere: false", "at where: found 'False'; write a mapping"),
        ("event: purchase\nsum: revenue", "at sum: found 'revenue'; give one comparison such as {revenue: {gte: 100}}"),
        (
            "event: purchase\nsum: {channel: {gt: 1}}",
            "at sum: 'channel' is a text; sum takes a number: quantity, revenue",
        ),
        ("event: purchase\nsum: {revenue: {gt: 1}}\ncount: {gt: 1}", "found both count and sum; give one; for two,"),
        ("event: purchase\nmin: {event_at: {gt: 5}}", "at min.event_at.gt: found '5'; write a date such as"),
        (
            "event: purchase\nwhere: {channel: {near: web}}",
            "at where.channel.near: 'near' is not an operator for a text",
        ),
        (
            "all:\n  - event: purchase\n    within_hours: 5\n    not_within_minutes: 300",
            "at all[0].not_within_minutes: found '300'; it should be shorter than the window that it is taken from",
        ),
        (
            "event: purchase\nduring: this_decade",
            "at during: found 'this_decade'; allowed are today, yesterday, this_week,",
        ),
        ("event: purchase\nwithin_hours: 5\nwithin_days: 1", "at within_hours: the window has two lengths; give one"),
        ("none:\n  - segment: otter", "'otter' is not a segment of this build; allowed are other; the nearest"),
        ("segment: 'a b'", "at segment: 'a b' is not a segment of this build; allowed are other."),
        ("segment: [other]", "at segment: '['other']' is not a segment of this build"),
        ("all:\n  - field: {{ run_query('drop table x') }}", "the rule holds Jinja; a rule is plain YAML"),
        ("{% set x = 1 %}", "the rule holds Jinja"),
        ("{# note #}", "the rule holds Jinja"),
        ("field: city\nregex: 'a(b'", "found 'a(b', which is no regular expression from '(b' on"),
        ("field: city\nregex: 'a(?=b)'", "which is no regular expression from '?=b)' on; groups are closed"),
        ("field: city\nregex: '*a'", "which is no regular expression from '*a' on"),
        ("field: city\nregex: '[b-'", "which is no regular expression from '[b-' on"),
        ("field: city\nregex: '(a)\\1'", "no regular expression from '\\1' on"),
        ("field: city\nregex: 5", "at regex: found '5'; write a text in quotes"),
        ("field: city\neq: a\nignore_case: 1", "found 'ignore_case: 1'; it is true or false"),
        ("field: churn_score\neq: 1\nignore_case: true", "goes with a comparison of texts"),
        ("field: emails\ncontains_any: a@b.c", "at contains_any: found 'a@b.c'; write a list"),
        ("field: emails\ncontains: [a, b]", "at contains: found '[a, b]'; contains takes one value"),
        ("field: city\neq: []", "at eq: found '[]'; eq takes one value"),
        ("field: churn_score\ngte: [5]", "at gte: found '[5]'; gte takes one value"),
        ("event: view\ncount: {gte: [1]}", "at count.gte: found '[1]'; gte takes one value"),
        ("field: city\nregex: '[z-a]'", "which is no regular expression from '[z-a]' on"),
        ("field: city\nregex: 'a{3,2}'", "which is no regular expression from '{3,2}' on"),
        ("field: city\nregex: '(?:a{99}){99}'", "which is no regular expression from '{99}' on"),
        ("field: city\nregex: '[a-\\d]'", "which is no regular expression from '[a-\\d]' on"),
        ("field: city\nregex: '\\é'", "which is no regular expression from '\\é' on"),
        ("field: emails\ncontains: 5", "at contains: found '5'; write a text in quotes"),
        ("field: emails\nsize: 3", "at size: found '3'; give one comparison such as {gte: 2}"),
        ("field: emails\nsize: {like: 3}", "at size.like: 'like' is not an operator for a count"),
        ("field: emails\neq: a@b.c", "at eq: 'eq' is not an operator for a list; allowed are contains,"),
        ("field: birth_date\nin_next_days: 0", "at in_next_days: found '0'; give a whole number of days from 1"),
        (
            "field: birth_date\nin_next_days: 3\nwithin_days: 3",
            "mine.sql): found both in_next_days and within_days; give one; for either of them, write two rules under",
        ),
        ("field: city\nin_next_days: 3", "'in_next_days' is not an operator for a text"),
        ("field: birth_date\nwithin_days: 3\neq: 2025-01-01", "'eq' is not known here; allowed are field, within_days"),
        ("field: birth_date\nanniversary_within_days: 366", "found '366'; give a whole number of days from 1 to 365"),
        ("at_least: 3\nof: [{segment: other}]", "at at_least: found '3'; give a whole number of rules from 1 to 1"),
        ("at_least: 1", "at at_least: the group holds no rules; list at least one rule, each on a line"),
        ("at_least: [{segment: other}]", "the group holds no rules; list at least one rule, each"),
        ("event: view\noccurrence: third\nwithin_days: 3", "at occurrence: found 'third'; write first or last, and a"),
        ("event: view\noccurrence: first", "at occurrence: found 'first'; write first or last, and a window"),
        ("event: view\noccurrence: first\ncount: {gt: 1}", "found both count and occurrence; give one"),
        ("sequence: [{event: a}]", "at sequence: found '[{'event': 'a'}]'; list two steps at least"),
        ("sequence: [{event: a}, b]", "at sequence[1]: found 'b'; a step begins with event:"),
        ("sequence: [{event: a, within: {days: 1}}, {event: b}]", "at sequence[0]: 'within' is not known here"),
        ("sequence: [{event: a, absent: true}, {event: b}]", "at sequence[0]: 'absent' is not known here"),
        ("sequence: [{event: a}, {event: b, absent: false}]", "at sequence[1].absent: found 'False'; write true"),
        ("sequence: [{event: a}, {event: b, after: 3}]", "at sequence[1].after: found '3'; write a length such as"),
        ("sequence: [{event: a}, {event: b, after: {weeks: 3}}]", "units are minutes, hours and days"),
        (
            "event: purchase\nsum: {revenue: {gte: 1}, ignore_case: true}",
            "at sum: 'ignore_case' is not known here; allowed are revenue.",
        ),
        ("sequence: [{event: a}, {event: b, after: {days: 0}}]", "at sequence[1].after.days: found '0'; give a whole"),
        (
            "sequence: [{event: a}, {event: b, after: {days: 1}, within: {hours: 24}}]",
            "at sequence[1].after: found '{'days': 1}'; it should be shorter than within",
        ),
        ("segment: other\nentered: 7", "at entered: found '7'; write a window such as {within_days: 7}"),
        ("segment: other\nentered: {within_day: 7}", "at entered: 'within_day' is not known here; allowed are"),
        ("segment: other\nentered: {within_days: 7}\nleft: {within_days: 7}", "found both entered and left"),
        ("identity: 5", "at identity: found '5'; write a namespace such as email"),
        ("identity: email\nstarts_with: a\nends_with: b", "found starts_with, ends_with; give one comparison"),
        ("identity: email\nbegins_with: a", "'begins_with' is not an operator for a text; allowed are"),
        ("affinity: colour\nitem: red", "at affinity: found 'colour'; allowed are category, product, content"),
        ("affinity: category\ngte: 0.5", "the rule names no item; write item: and the name of a category"),
        ("affinity: category\nitem: Toys\ngte: 0.5\nlt: 0.7", "give one comparison such as {gte: 0.5}"),
        ("top: {by: churn_score}", "at top: found '{'by': 'churn_score'}'; write how many by what"),
        ("top: {by: churn_score, count: 5, percent: 5}", "write how many by what"),
        ("top: {by: city, count: 5}", "at top.by: 'city' is not a field that holds a number; allowed are"),
        ("top: {by: churn_score, percent: 0}", "at top.percent: found '0'; give a number above 0, and 100 at most"),
        ("top: {by: churn_score, count: 5, of: nobody}", "at top.of.segment: 'nobody' is not a segment of this build"),
        ("split: 10", "at split: found '10'; write a part of a hundred, such as {below: 10}"),
        ("split: {from: 50, below: 50}", "at split: found from 50 below 50; give two numbers from 0 to 100"),
        ("split: {below: 101}", "give two numbers from 0 to 100"),
        ("all: [", "the rule is not YAML from line 2 on (all: [); it begins with all:, any:, none:, field:,"),
        ("- field: city", "the rule is not a mapping; it begins with all:, any:"),
        ("", "the rule is not a mapping"),
    ],
)
def test_a_faulty_rule_says_what_is_wrong_where_and_what_is_allowed(compile_rule, rule, sentence):
    said = compile_rule(file(rule))
    assert "segment 'mine' (models/segments/mine.sql)" in said
    assert sentence in said


def test_a_file_without_a_block_says_so(compile_rule):
    assert "the file has no rule; write it between call segment() and endcall tags" in compile_rule("select 1")


@pytest.mark.parametrize(
    "text",
    [
        file("segment: other") + "\nlimit 3",
        "select 1 union all\n" + file("segment: other"),
        "{{ config(tags=['a']) }} select {{ config(tags=['b']) }}\n" + file("segment: other"),
    ],
)
def test_a_file_is_a_rule_and_nothing_but_a_rule(compile_rule, text):
    assert "the file holds more than the rule; only config(…) may stand before the call" in compile_rule(text)


def test_a_sound_rule_of_every_kind_compiles(compile_rule):
    rule = """
# a comment: with a colon, an 'apostrophe and [
all:
  - any:
      - {field: city, in: [Köln, "O'Neil"]}
      - {field: birth_date, between: [1990-01-01, "1999-12-31"]}
      - {field: first_seen_at, gte: 2025-01-01}
      - {field: churn_score, not_in: [1, 2.5]}
  - none:
      - {event: purchase, within_days: 30, count: {between: [1, 3]}}
      - segment: other
  - {field: city, missing: false}
  - {"field":"city","in":[a, "b"]}  # as JSON has it
  - {field: city, in: [
      What?, https://shop.example/a?b=c#d,# glued
      "x"]}
  - field: city
    in: [wow!, -5 degrees]
  - {field: country, eq: x-y}
  - field: country
    ne: Tom, &Jerry and *others*, [!important]
  - field: "city"
    ne: "all: of it, {x: 1} # &no *comment"   # a comment
  - field: city
    in: ['it''s a: b', plain text, "10:30", '010', 0fade, 08-15]
  - event: Käufe & shop/purchase
  - event: [purchase, refund]
    where: {channel: {in: [web, store]}, revenue: {gt: 10}}
    within_hours: 48
    not_within_minutes: 90
    since: 2025-01-01
    sum: {revenue: {gte: 100}}
  - {event: purchase, until: 9999-12-31}
  - {event: purchase, since: 2026-01-01, until: 2026-01-01}
  - {event: purchase, since: "2026-01-01T00:00:00Z", until: "2026-01-01T00:00:00Z"}
  - {field: last_seen_at, gte: 2025-01-01 10:00:00}
  - {field: last_seen_at, between: [2025-01-01, "2025-01-01T10:00:00Z"]}
  # wants: 'a
  - 'field': city
    "eq": Salt & pepper, it's   # or: 'b
  - {"field": "city", "eq": "Oslo"}
  - 'segment': 'other'
  - field: city
    'eq' : 'a: b'
"""
    settings = "{{ config(meta={'title': 'One (and two)', 'owner': {'name': 'crm'}}, tags=['a']) }}\n"
    assert compile_rule(settings + file(rule)) == ""
    assert compile_rule((settings + file(rule)).replace("\n", "\r\n")) == ""


class StrictLoader(yaml.SafeLoader):
    """YAML as its standard has it: no key stands twice in one mapping."""

    def construct_mapping(self, node, deep=False):
        keys = [repr(self.construct_object(key, deep=True)) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise yaml.YAMLError("a key stands twice")
        return super().construct_mapping(node, deep)


def test_a_rule_in_which_a_key_stands_twice_is_refused_however_it_is_written(compile_rule):
    """Random rules, of which a strict reader refuses some; none of these may compile."""
    random = Random(1)
    keys = ["eq", "'eq'", '"eq"', "eq ", "eq", "! 'eq'", '?"eq"', "eq, eq"]
    values = [
        "a",
        "'a: b'",
        '"it\'s"',
        "it's",
        "a, 'b",
        "'a' # 'c",
        'a # "',
        "[a, 'b: c']",
        '"a # b"',
        "a#b: 'c'",
        "\n    'x'",
    ]
    again = ("all", '"all"', "any", "? all", '? "all"')
    refused, accepted = 0, 0
    for _ in range(40):
        operators = [(random.choice(keys), random.choice(values)) for _ in range(random.choice((1, 1, 2)))]
        members = [
            random.choice(
                ("- segment: other", "- 'segment': other  # it's", "- {segment: other}", "- {segment: other,\n   }")
            ),
            "- field: city" + "".join(f"\n    {key}: {value}" for key, value in operators),
        ]
        if random.random() < 0.3:
            flow = ", ".join(
                f"{key}{random.choice((': ', ':', ' : '))}{random.choice(values[:4])}" for key, _ in operators
            )
            members.append(f"- {{field: city, {flow}}}")
        random.shuffle(members)
        group = random.choice(("all:", "'all':", 'all:  # "all:'))
        rule = f"{group}\n  " + "\n  ".join(members)
        if random.random() < 0.3:
            rule += f"\n{random.choice(again)}:\n  - segment: other"
        compiles = compile_rule(file(rule)) == ""
        try:
            yaml.load(rule, StrictLoader)
        except yaml.YAMLError:
            assert not compiles, rule
            refused += 1
        accepted += compiles
    assert refused > 10
    assert accepted > 3


def test_a_byte_order_mark_is_named(compile_rule):
    assert "at line 1: the file begins with a byte order mark; save it as UTF-8" in compile_rule(
        "\ufeff" + file("segment: other")
    )


# ---- what rules mean: one build over people made for it ------------------------------------------

TOP = "top: {by: churn_probability, percent: 5}"
RULES = {
    "not_in_a_list": "field: points\nnot_in: [3, 6, 9]",
    "none_of_a_comparison": "none:\n  - field: points\n    eq: 6",
    "unequal": "field: points\nne: 6",
    "at_most_six": "field: points\nlte: 6",
    "is_missing": "field: points\nmissing: true",
    "is_there": "field: points\nmissing: false",
    "a_member": "field: is_member\nis: true",
    "no_member": "field: is_member\nis: false",
    "quoted": 'field: nickname\neq: "O\'Neil; drop table x --"',
    "came_lately": "event: page_view\nwithin_days: 3",
    "named_like_a_column_of_events": "field: event_at\nwithin_days: 3",
    "never_came": "none:\n  - event: page_view",
    "came_twice": "event: page_view\ncount: {gte: 2}",
    "asked_in_its_language": "event: Käufe 'n' more",
    "came_not_at_all": "event: page_view\ncount: {eq: 0}",
    "spent_in_sum": "event: purchase\nsum: {revenue: {gt: 100}}",
    "spent_at_once": "event: purchase\nwhere: {revenue: {gt: 100}}",
    "spent_little": "event: purchase\nsum: {revenue: {lt: 100}}",
    "two_shops": "event: purchase\ndistinct_count: {channel: {gt: 1}}",
    "same_event": "event: purchase\nwhere: {channel: {eq: web}, revenue: {gte: 60}}",
    "by_the_hour": "event: [search, page_view]\nwithin_hours: 1",
    "some_days_ago": "event: page_view\nwithin_days: 5\nnot_within_hours: 72",
    "this_month": "event: page_view\nduring: this_month",
    "last_month": "event: purchase\nduring: last_month\ncount: {gte: 2}",
    "earlier_this_year": "event: purchase\nduring: this_year",
    "today_in_new_york": "event: search\nduring: today",
    "yesterday_in_new_york": "event: search\nduring: yesterday",
    "until_a_day": "event: page_view\nsince: 2025-03-01\nuntil: 2025-03-06",
    "either": "any:\n  - segment: quoted\n  - segment: is_missing",
    "deep": "all:\n  - segment: either\n  - none:\n      - segment: is_missing",
    "everyone": "field: general_consent\nin: [in, out, pending]",
    "like_a_part": "field: town\nlike: '%es%'",
    "like_one_letter": "field: town\nlike: 'a_c'",
    "begins_so": "field: town\nstarts_with: BR",
    "begins_so_in_any_case": "field: town\nstarts_with: BR\nignore_case: true",
    "ends_so": "field: town\nends_with: lo",
    "holds_a_text": "field: town\ncontains: '%'",
    "by_pattern": "field: town\nregex: '(?i)^br.*t$'",
    "by_digits": "field: nickname\nregex: 'O.N\\w{2}l;'",
    "in_any_case": "field: town\nin: [OSLO, x]\nignore_case: true",
    "one_of_the_emails": "field: emails\ncontains: a@x.org",
    "any_of_the_emails": "field: emails\ncontains_any: [b@x.org, nobody@x.org]",
    "all_of_the_emails": "field: emails\ncontains_all: [a@x.org, b@x.org]",
    "many_emails": "field: emails\nsize: {gte: 2}",
    "latest_sums": "field: latest_revenues\ncontains_any: [50, 7]",
    "two_at_least": "at_least: 2\nof:\n  - segment: a_member\n  - segment: is_there\n  - field: points\n    gt: 100",
    "has_an_email": "identity: email",
    "has_emails_there": "identity: email\nends_with: '@X.ORG'\nignore_case: true\ncount: {gte: 2}",
    "has_no_email": "identity: email\ncount: {eq: 0}",
    "birthday_soon": "field: born\nanniversary_within_days: 3",
    "birthday_this_fortnight": "field: born\nanniversary_within_days: 14",
    "born_long_ago": "field: born\nnot_within_days: 9000",
    "ends_soon": "field: contract_end\nin_next_days: 22",
    "ended": "field: contract_end\nwithin_days: 10",
    "ended_today_or_yesterday": "field: contract_end\nwithin_days: 1",
    "ended_lately": "field: contract_end\nwithin_days: 3",
    "ends_later": "field: contract_end\ngt: 2025-03-07",
    "seen_after_a_day": "field: last_seen_at\ngt: 2025-03-09",
    "seen_by_a_day": "field: last_seen_at\nlte: 2025-03-01",
    "not_of_the_first": "none:\n  - top: {by: points, count: 1}",
    "ranked_or_many_views": "all: [{top: {by: points, count: 3}}, {event: page_view, count: {gte: 10}}]",
    "ended_before": "field: contract_end\nwithin_days: 5\nnot_within_days: 3",
    "ends_this_month": "field: contract_end\nduring: this_month",
    "ends_today": "field: born\nduring: today",
    "seen_lately": "field: last_seen_at\nwithin_minutes: 1",
    "first_visit_lately": "event: page_view\noccurrence: first\nwithin_days: 3",
    "last_visit_long_ago": "event: [page_view, purchase]\noccurrence: last\nnot_within_hours: 72",
    "before_a_day": "event: purchase\nbefore: 2025-02-01",
    "where_texts": "event: purchase\nwhere: {channel: {starts_with: ST, ignore_case: true}}",
    "viewed_then_paid": "sequence:\n  - event: view\n  - {event: pay, after: {hours: 1}}",
    "viewed_then_paid_at_once": "sequence:\n  - event: view\n  - {event: pay, within: {minutes: 30}}",
    "viewed_carted_paid": (
        "sequence:\n  - event: view\n  - {event: cart, within: {hours: 2}}\n  - {event: pay, within: {hours: 2}}"
    ),
    "viewed_and_not_paid": "sequence:\n  - event: view\n  - {event: pay, absent: true}",
    "viewed_and_not_paid_in_time": "sequence:\n  - event: view\n  - {event: pay, absent: true, within: {hours: 1}}",
    "many_views_and_points": "all: [{event: page_view, within_days: 3, count: {gte: 10}}, {field: points, gte: 8}]",
    "most_points": "top: {by: points, count: 1}",
    "least_points": "top: {by: points, percent: 50, lowest: true}",
    "most_points_of_some": "top: {by: points, count: 1, of: a_member}",
    "a_half": "split: {name: test, below: 50}",
    "the_other_half": "split: {name: test, from: 50, below: 100}",
    "never_entered": "segment: is_there\nentered: {within_days: 7}",
}


def identities(person: str, *emails: str) -> str:
    held = [{"namespace": "customer_id", "id": person}] + [{"namespace": "email", "id": email} for email in emails]
    return '"' + json.dumps(held).replace('"', '""') + '"'


NICKNAME = '"O\'Neil; drop table x --"'
RECORDS = f"""dataset,record_id,ingested_at,identities,points,is_member,nickname,town,mail,born,contract_end
crm,four,2025-01-01,{identities("four", "a@x.org", "b@x.org")},4,true,{NICKNAME},Brest,a@x.org,1990-03-12,2025-03-31
shop,four,2025-01-02,{identities("four")},,,,,b@x.org,,
crm,six,2025-01-01,{identities("six", "c@x.org")},6,false,,Oslo,c@x.org,2024-02-29,2025-03-05
crm,empty,2025-01-01,{identities("empty")},,,,a%c,,2010-03-09,
crm,no,2025-01-01,{identities("no")},4,true,{NICKNAME},Brest,,1990-03-12,
"""
EVENTS = events_csv(
    event("1", "2025-03-07T00:00:00Z", person="four"),  # exactly three days before as_of
    event("2", "2025-03-06T23:59:59Z", person="six"),
    event("3", "2025-03-06T23:59:59Z", person="six"),
    event("4", "2025-03-09T23:59:59Z", "search", person="empty"),
    event("5", "2025-03-09T23:59:59Z", "Käufe 'n' more", person="six"),
    # The clocks of New York went forward on 9 March: its day began at 05:00 UTC.
    event("9", "2025-03-09T04:59:59Z", "search", person="six"),
    event("10", "2025-03-09T05:00:00Z", "search", person="empty"),
)
FOUR, SIX = (event("", person=person).split(",", 5)[5] for person in ("four", "six"))
PURCHASES = events_csv(
    f"6,web,purchase,2025-02-01T10:00:00Z,2025-02-01,{FOUR},60,store",
    f"7,web,purchase,2025-02-01T11:00:00Z,2025-02-01,{FOUR},50,web",
    f"8,web,purchase,2025-02-01T11:00:00Z,2025-02-01,{SIX},,web",
    header="event_id,dataset,event_type,event_at,ingested_at,identities,revenue,channel",
)
PATHS = events_csv(
    event("20", "2025-03-09T10:00:00Z", "view", "four"),
    event("21", "2025-03-09T12:00:00Z", "pay", "four"),
    event("22", "2025-03-09T10:00:00Z", "view", "six"),
    event("23", "2025-03-09T10:30:00Z", "pay", "six"),
    event("24", "2025-03-09T10:10:00Z", "cart", "six"),
    event("25", "2025-03-09T23:30:00Z", "view", "empty"),
    event("26", "2025-03-09T10:00:00Z", "pay", "empty"),
    event("27", "2025-03-01T10:00:00Z", "cart", "empty"),
)
EXPECTED = {
    "not_in_a_list": {"four"},
    "none_of_a_comparison": {"four", "empty"},
    "unequal": {"four"},
    "at_most_six": {"four", "six"},
    "is_missing": {"empty"},
    "is_there": {"four", "six"},
    "a_member": {"four"},
    "no_member": {"six"},
    "quoted": {"four"},
    "came_lately": {"four"},
    "named_like_a_column_of_events": {"four"},
    "never_came": {"empty"},
    "came_twice": {"six"},
    "asked_in_its_language": {"six"},
    "came_not_at_all": {"empty"},
    "spent_in_sum": {"four"},
    "spent_at_once": set(),
    "spent_little": set(),
    "two_shops": {"four"},
    "same_event": set(),
    "by_the_hour": {"empty"},
    "some_days_ago": {"six"},
    "this_month": {"four", "six"},
    "last_month": {"four"},
    "earlier_this_year": {"four", "six"},
    "today_in_new_york": {"empty"},
    "yesterday_in_new_york": {"six"},
    "until_a_day": {"six"},
    "either": {"four", "empty"},
    "deep": {"four"},
    "everyone": {"four", "six", "empty"},
    "like_a_part": {"four"},
    "like_one_letter": {"empty"},
    "begins_so": set(),
    "begins_so_in_any_case": {"four"},
    "ends_so": {"six"},
    "holds_a_text": {"empty"},
    "by_pattern": {"four"},
    "by_digits": {"four"},
    "in_any_case": {"six"},
    "one_of_the_emails": {"four"},
    "any_of_the_emails": {"four"},
    "all_of_the_emails": {"four"},
    "many_emails": {"four"},
    "latest_sums": {"four"},
    "two_at_least": {"four"},
    "has_an_email": {"four", "six"},
    "has_emails_there": {"four"},
    "has_no_email": {"empty"},
    "birthday_soon": {"four", "empty"},  # it is still the 9th in New York
    "birthday_this_fortnight": {"four", "empty"},
    "born_long_ago": {"four"},
    "ends_soon": {"four"},
    "ended": {"six"},
    "ended_today_or_yesterday": set(),
    "ended_lately": set(),
    "ends_later": {"four"},
    "seen_after_a_day": set(),
    "seen_by_a_day": set(),
    "not_of_the_first": {"four", "empty"},
    "ranked_or_many_views": set(),
    "ended_before": {"six"},
    "ends_this_month": {"four", "six"},
    "ends_today": set(),
    "seen_lately": {"six", "empty"},
    "first_visit_lately": {"four"},
    "last_visit_long_ago": {"six"},
    "before_a_day": set(),
    "where_texts": {"four"},
    "viewed_then_paid": {"four"},
    "viewed_then_paid_at_once": {"six"},
    "viewed_carted_paid": {"six"},
    "viewed_and_not_paid": {"empty"},
    "viewed_and_not_paid_in_time": {"four"},  # of the one half an hour ago nobody knows yet
    "many_views_and_points": set(),
    "most_points": {"six"},
    "least_points": {"four"},
    "most_points_of_some": {"four"},
    "never_entered": set(),
}


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory) -> Project:
    directory: Path = tmp_path_factory.mktemp("semantics")
    consents = "namespace,id,purpose,value,recorded_at\ncustomer_id,no,general,out,2025-02-01\n"
    variables = {
        "input_dir": write_input(
            directory / "input",
            {
                "profile_records/a.csv": RECORDS,
                "experience_events/a.csv": EVENTS,
                "experience_events/b.csv": PURCHASES,
                "experience_events/c.csv": PATHS,
                "consents/a.csv": consents,
            },
        ),
        "as_of": "2025-03-10",
        "business_time_zone": "America/New_York",
        "profile_attributes": {
            "points": "integer",
            "is_member": "boolean",
            "nickname": "text",
            "town": "text",
            "mail": {"type": "text", "all_values": "emails"},
            "born": "date",
            "contract_end": "date",
        },
        "computed_attributes": {
            "latest_revenues": {"function": "last_n", "of": "revenue", "event": "purchase", "n": 3},
            "event_at": {"function": "max", "of": "event_at", "event": "page_view"},
        },
    }
    root = copied_project(directory, {name: file(rule) for name, rule in RULES.items()})
    project = Project(directory, root, variables)
    project.build("--resource-type", "seed", "--resource-type", "model")
    return project


def members(project: Project, segment: str) -> set[str]:
    query = f"select identity_value from segments.{segment} inner join identity.identity_map using (profile_id)"
    return {value for (value,) in project.rows(f"{query} where namespace = 'customer_id'")}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_rule_means_what_it_says(evaluated, name):
    assert members(evaluated, name) == EXPECTED[name]


def test_a_split_puts_everyone_on_one_side_by_a_hash(evaluated):
    half, other_half = members(evaluated, "a_half"), members(evaluated, "the_other_half")
    assert half | other_half == {"four", "six", "empty"}
    assert not half & other_half


def test_the_sizes_of_the_definitions_are_those_of_the_views(evaluated):
    sizes = dict(evaluated.rows("select segment, member_count from membership.segment_definitions"))
    assert sizes.keys() == RULES.keys()
    assert {name: sizes[name] for name in EXPECTED} == {name: len(people) for name, people in EXPECTED.items()}


def holds(rule: dict, at: str, met: dict[str, bool], is_negated: bool = False) -> bool:
    """Put a rule together from what its clauses say; a clause under ``none`` is met where it does not hold."""
    for group in ("all", "any", "none", "at_least"):
        if group in rule:
            members = rule["of"] if group == "at_least" else rule[group]
            place = f"{at}.{group}" if at else group
            found = [
                holds(member, f"{place}[{n}]", met, is_negated != (group == "none")) for n, member in enumerate(members)
            ]
            wanted = {"all": len(found), "any": 1, "none": 1, "at_least": rule.get("at_least")}[group]
            return (sum(found) >= wanted) != (group == "none")
    return met[at or "the rule"] != is_negated


def test_explanations_say_what_the_evaluation_did(evaluated):
    """Every clause for every person: together they make the membership, and so does one that would suffice."""
    rows = evaluated.rows(
        "select segment, profile_id, is_member, is_kept_out, clause, is_met, would_suffice, is_nearest"
        " from membership.segment_explanations"
    )
    everyone = {profile_id for (profile_id,) in evaluated.rows("select profile_id from marts.customer_profiles")}
    people: dict[tuple, list] = {}
    for segment, profile_id, *row in rows:
        people.setdefault((segment, profile_id), []).append(row)
    assert people.keys() == {(segment, profile_id) for segment in RULES for profile_id in everyone}
    helped = 0
    for (segment, profile_id), clauses in people.items():
        rule, met = yaml.safe_load(RULES[segment]), {clause: is_met for _, _, clause, is_met, _, _ in clauses}
        is_member, is_kept_out = clauses[0][:2]
        assert is_member == (holds(rule, "", met) and not is_kept_out), (segment, profile_id)
        for _, _, clause, is_met, would_suffice, _ in clauses:
            alone = not is_met and not is_member and not is_kept_out and holds(rule, "", met | {clause: True})
            assert would_suffice == alone, (segment, profile_id, clause)
            helped += would_suffice
        nearest = [clause for _, _, clause, is_met, _, is_nearest in clauses if is_nearest and not is_met]
        assert len(nearest) == sum(row[-1] for row in clauses) == (not is_member and not holds(rule, "", met))
    assert helped > 50
    in_views = {(name, p) for name in RULES for (p,) in evaluated.rows(f"select profile_id from segments.{name}")}
    assert in_views == {key for key, clauses in people.items() if clauses[0][0]}


@pytest.mark.parametrize(
    ("segment", "person", "lines"),
    [
        ("came_lately", "six", ["saw 0; short by 1; the latest came 0.1 days too early", "this alone is missing"]),
        ("spent_at_once", "four", ["event: purchase, where: {revenue: {gt: 100}}", "saw 0; short by 1"]),
        ("spent_in_sum", "six", ["saw nothing; short by 100"]),
        # Of ten views none is in the window, two just before it: that they came too early is not what is nearest.
        (
            "many_views_and_points",
            "six",
            [
                "saw 0; short by 10; the latest came 0.1 days too early\n",
                "saw 6; short by 2\n            this is the nearest",
            ],
        ),
        ("at_most_six", "empty", ["is not in at_most_six.", "saw nothing; no value"]),
        ("a_member", "no", ["whoever says so is in no audience", "met     the rule: field: is_member, is: true"]),
        ("came_twice", "four", ["saw 1; short by 1", "2025-03-07 00:00:00 page_view (web 1)"]),
        ("never_came", "six", ["not met none[0]: not event: page_view", "saw 2; over by 2"]),
        ("born_long_ago", "empty", ["saw 2010-03-09"]),
        ("ended_today_or_yesterday", "six", ["saw 2025-03-05; it came 3 days too early"]),
        ("ends_later", "six", ["saw 2025-03-05; short by 3 days"]),
        ("seen_after_a_day", "four", ["saw 2025-03-09 12:00:00; short by 0.5 days"]),
        ("seen_by_a_day", "four", ["saw 2025-03-09 12:00:00; over by 7.5 days"]),
        ("not_of_the_first", "six", ["saw 6; place 1, and places up to 1 are out"]),
        # The third row is no third place: nobody can say how far from a place a person is who has none.
        (
            "ranked_or_many_views",
            "empty",
            ["saw nothing; no value\n  not met", "short by 10\n            this is the nearest"],
        ),
        ("ended_lately", "six", ["saw 2025-03-05; it came 1 day too early"]),
        ("first_visit_lately", "six", ["saw 2025-03-06 23:59:59; the first came 0.1 days too early"]),
        ("most_points", "four", ["saw 4; place 2, and places up to 1 are in"]),
        ("most_points", "empty", ["saw nothing; no value"]),
        ("a_member", "email:a@x.org", ["is in a_member.", "in it since 2025-03-10 00:00:00", "saw true"]),
    ],
)
def test_why_names_what_a_clause_saw_and_what_is_missing(evaluated, segment, person, lines):
    name = person if ":" in person else f"customer_id:{person}"
    with duckdb.connect(str(evaluated.database), read_only=True) as connection:
        text = explanation(connection, segment, name)
    for line in lines:
        assert line in text


@pytest.mark.parametrize(
    ("segment", "person", "sentence"),
    [
        ("came_latly", "x", "'came_latly' is not a segment; there are a_half, "),
        ("came_lately", "email:nobody@x.org", "Nobody is called 'email:nobody@x.org'. Give a profile_id"),
        ("came_lately", "' or 1 = 1 --", "Nobody is called"),
    ],
)
def test_why_says_what_to_ask_instead(evaluated, segment, person, sentence):
    with (
        duckdb.connect(str(evaluated.database), read_only=True) as connection,
        pytest.raises(LookupError, match=re.escape(sentence)),
    ):
        explanation(connection, segment, person)


def test_a_namespace_or_an_event_that_nothing_knows_is_named_in_a_warning(evaluated):
    file_of = evaluated.root / "models" / "segments" / "is_there.sql"
    before = file_of.read_text()
    file_of.write_text(
        file("none:\n  - identity: emial\n  - identity: email\n  - sequence: [{event: serch}, {event: purchase}]")
    )
    claims = ("every_namespace_asked_for_is_known", "every_event_asked_for_was_seen")
    outcome = evaluated.dbt("test", "--select", *claims, holdout_outcome={"event": "purchace", "window_days": 30})
    file_of.write_text(before)
    assert outcome.success
    assert evaluated.rows("from quality.every_namespace_asked_for_is_known") == [("emial", "segment is_there")]
    unseen = evaluated.rows("from quality.every_event_asked_for_was_seen")
    assert {("serch", "segment is_there"), ("purchace", "holdout_outcome")} <= set(unseen)
    assert ("purchase", "segment is_there") not in unseen


@pytest.mark.parametrize("chosen", ["is_there", "segment_definitions+", "segment_explanations", "segment_evaluations"])
def test_an_edited_audience_is_not_built_by_itself_on_the_members_of_its_earlier_rule(evaluated, chosen):
    file_of = evaluated.root / "models" / "segments" / "is_there.sql"
    before = file_of.read_text()
    assert evaluated.dbt("run", "--select", chosen).success
    recorded = evaluated.rows("select * from membership.segment_sizes order by all")
    file_of.write_text(file("field: points\nmissing: true"))
    outcome = evaluated.dbt("run", "--select", chosen)
    file_of.write_text(before)
    assert not outcome.success
    assert evaluated.rows("select * from membership.segment_sizes order by all") == recorded
    assert "the database holds the members of an earlier rule, or of none; audiences are evaluated" in outcome.text


@pytest.mark.parametrize(
    ("segments", "sentence"),
    [
        (
            {
                "a": file("segment: c"),
                "b": file("none: [{segment: a}]"),
                "c": file("segment: b"),
                "d": file("segment: a"),
            },
            "(models/segments/a.sql), at segment: the segment refers to itself (a -> c -> b -> a); ask about",
        ),
        (
            {"a": file("all:\n  - segment: nowhere"), "b": file("field: city\nmissing: true")},
            "(models/segments/a.sql), at all[0].segment: 'nowhere' is not a segment of this build; allowed are a, b",
        ),
        (
            {"a": file("all:\n  - segment: a")},
            "segment 'a' (models/segments/a.sql), at all[0].segment: the segment refers to itself (a -> a); ask about",
        ),
        (
            {"a": file("field: {{ run_query('create table main.hacked as select 1') }}\neq: 1")},
            "segment 'a' (models/segments/a.sql): the rule holds Jinja",
        ),
        (
            {"a": "{{ config(alias='b') }}\n" + file("field: city\nmissing: true")},
            "segment 'a' (models/segments/a.sql): its view would be segments.b; leave out alias and schema",
        ),
        (
            {"a": "{{ config(tags=['streaming']) }}\n" + file("none:\n  - segment: b"), "b": file(TOP)},
            "segment 'a' (models/segments/a.sql), at tags: it is tagged streaming, but segment b may not: the rule"
            " takes the top of all profiles, and one event may change who else is in it; leave the tag out",
        ),
        (
            {"a": "{{ config(tags=['weekly', 'streeming']) }}\n" + file("field: city\nmissing: false")},
            "segment 'a' (models/segments/a.sql), at tags: found 'streeming'; the nearest is streaming",
        ),
        (
            {"a": "{{ config(tags=['streaming', 'scheduled']) }}\n" + file("field: city\nmissing: false")},
            "segment 'a' (models/segments/a.sql), at tags: found both scheduled and streaming; give one",
        ),
    ],
)
def test_a_faulty_file_stops_a_build_before_anything_is_built(tmp_path, segments, sentence):
    refuses(Project(tmp_path, copied_project(tmp_path, segments)), ["build", "--select", "a"], sentence)


def test_every_segment_says_whether_it_may_stream(tmp_path):
    segments = {
        "top": file(TOP),
        "asks_top": file("none:\n  - segment: top"),
        "tagged": "{{ config(tags=['streaming']) }}\n" + file("event: purchase\nwithin_hours: 2"),
        "untagged": file("segment: tagged"),
    }
    project = Project(tmp_path, copied_project(tmp_path, segments), {"input_dir": write_input(tmp_path / "input", {})})
    project.build(*MODELS)
    why = "the rule takes the top of all profiles, and one event may change who else is in it"
    assert project.rows(
        "select segment, mode, may_stream, why_not_streaming from membership.segment_definitions order by segment"
    ) == [
        ("asks_top", "scheduled", False, f"segment top may not: {why}"),
        ("tagged", "streaming", True, None),
        ("top", "scheduled", False, why),
        ("untagged", "scheduled", True, None),
    ]


@pytest.mark.parametrize("command", [["seed"], ["test"], ["docs", "generate"]], ids=" ".join)
def test_a_faulty_file_stops_every_other_command_too(tmp_path, command):
    project = Project(tmp_path, copied_project(tmp_path, {"a": file("segment: nowhere")}))
    refuses(project, command, "'nowhere' is not a segment of this build")


def refuses(project: Project, command: list[str], sentence: str) -> None:
    outcome = project.dbt(*command)
    assert not outcome.success
    assert sentence in outcome.text
    assert project.rows("select table_name from information_schema.tables") == []


# ---- example people ------------------------------------------------------------------------------

EXAMPLES = """
all:
  - field: city
    eq: Oslo
  - event: purchase
    within_days: 30
    sum: {revenue: {gte: 100}}
  - none:
      - segment: other
      - identity: email
  - any:
      - affinity: category
        item: Toys
        gte: 0.5
      - sequence: [{event: view}, {event: pay, within: {hours: 1}}]
  - segment: other
    left: {within_days: 7}
  - event: purchase
    distinct_count: {order_key: {gte: 4}}
examples:
  - name: one who is in
    is_in: true
    profile: {city: Oslo, birth_date: 1990-01-01, emails: [a@b.c]}
    events:
      - {event: purchase, days_ago: 30, revenue: 60}
      - {event: purchase, hours_ago: 1.5, revenue: 40}
      - {event: purchase, hours_ago: 1, dataset: web, order_id: "1"}
      - {event: purchase, hours_ago: 1, dataset: shop, order_id: "1"}
    affinities: [{of: category, item: Toys, affinity: 0.6, rank: 1}]
    left: {other: {days_ago: 7}}
"""


@pytest.fixture(scope="module")
def put_examples(tmp_path_factory):
    """Put the example people of a rule to it; return what dbt says, or "" where all are where they should be."""
    directory: Path = tmp_path_factory.mktemp("examples")
    project = Project(directory, copied_project(directory, {"other": file("field: city\nmissing: false")}))

    def run(text: str) -> str:
        (project.root / "models" / "segments" / "mine.sql").write_text(file(text.strip()))
        outcome = project.dbt("test", "--select", "every_example_is_where_its_rule_puts_it")
        return "" if outcome.success else outcome.text

    return run


def test_example_people_are_put_to_their_rule_without_a_build(put_examples):
    assert put_examples(EXAMPLES) == ""


def test_an_audience_of_which_only_the_past_is_asked_is_told_apart(put_examples):
    rule = "segment: other\nentered: {within_days: 7}\nexamples:\n  - {name: one, is_in: true, segments: [other]}"
    said = put_examples(rule)
    assert "at examples[0].segments: the rule asks about the past of 'other' alone; write when, under entered" in said
    assert "such as entered: {other: {days_ago: 2}}" in said


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "revenue: 40",
            "revenue: 39",
            "(one who is in): should be in, but is not met: all[1] (event: purchase, within_days: 30,",
        ),
        ("is_in: true", "is_in: false", "should be out, but is met: all[0] (field: city, eq: Oslo) saw Oslo; all[1]"),
        (
            "days_ago: 7}",
            "days_ago: 8}",
            "; all[4] (segment: other, left: {within_days: 7}) saw 2025-12-24",
        ),
        ("left: {other", "segments: [other]\n    left: {other", "all[2].none[0] (not segment: other) saw true"),
        (
            "left: {other",
            "identities: [{namespace: email, id: x}]\n    left: {other",
            "none[1] (not identity: email) saw 1",
        ),
        (
            "city: Oslo,",
            "city: Oslo, general_consent: out,",
            "but is not met: consent general, which is out; all[3].any[1]",
        ),
        (
            "city: Oslo,",
            "city: Oslo, shoe: 5,",
            "at examples[0].profile: 'shoe' is not a field of the profile; allowed are",
        ),
        ("events:\n", "segments: 5\n    events:\n", "at examples[0].segments: found '5'; write a list"),
        ("left: {other: {days", "left: {another: {days", "the rule does not ask who left 'another'; leave it out"),
        ("hours_ago: 1.5", "at: '2026-01-01T00:00:00Z'", "should be in, but is not met: all[1]"),
        (
            "hours_ago: 1.5",
            "hours_ago: 0",
            "at examples[0].events[1].hours_ago: found '0'; write a number such as 3, for a minute",
        ),
        ("hours_ago: 1.5", "days_ago: 0.0001", "found '0.0001'; write a number such as 3, for a minute to a hundred"),
        ("hours_ago: 1.5", "days_ago: 99999999999999", "found '99999999999999'; write a number such as 3"),
        ("city: Oslo,", "email_consent: yes,", "at examples[0].profile.email_consent: found true; YAML reads yes"),
        ("city: Oslo,", "churn_score: '60',", "at examples[0].profile.churn_score: found '60'; write a number such as"),
        ("affinity: 0.6", "affinity: 7", "at examples[0].affinities[0].affinity: found '7'; it lies between 0 and 1"),
        ("rank: 1}", "rank: 1.5}", "at examples[0].affinities[0].rank: found '1.5'; give a whole number of places"),
        ("hours_ago: 1.5", "event_at: 2025-12-31", "at examples[0].events[1]: 'event_at' is not known here"),
        ("city: Oslo,", "city: 5,", "at examples[0].profile.city: found '5'; write a text in quotes"),
        (
            "city: Oslo,",
            "churn_score: 101,",
            "at examples[0].profile.churn_score: found '101'; it lies between 0 and",
        ),
        ("revenue: 60}", "revenu: 60}", "at examples[0].events[0]: 'revenu' is not known here; allowed are event, at,"),
        ("days_ago: 30,", "", "at examples[0].events[0]: found '{}'; say when with one of at, days_ago, hours_ago"),
        (
            "days_ago: 30,",
            "days_ago: soon,",
            "at examples[0].events[0].days_ago: found 'soon'; write a number such as 3",
        ),
        ("is_in: true", "is_in: perhaps", "an example says is_in: true or is_in: false"),
        ("is_in: true", "is_in: true\n    segments: [another]", "'another' is not a segment that the rule asks about"),
        ("    is_in: true\n", "    is_in: true\n    weather: fine\n", "at examples[0]: 'weather' is not known here"),
    ],
)
def test_an_example_that_disagrees_names_the_rule_the_example_and_the_clause(put_examples, old, new, sentence):
    assert old in EXAMPLES
    said = put_examples(EXAMPLES.replace(old, new, 1))
    assert "segment 'mine' (models/segments/mine.sql), at examples[0]" in said
    assert sentence in said
