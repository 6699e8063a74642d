"""A dry run of other settings says what it would change and touches nothing that is built."""

import gzip
import shutil

import duckdb
import pytest
from conftest import Project
from test_identity import PEOPLE, event_rows, identity_build, settings_csv

from profile_enrichment.simulate import check_same_input, compare, main, simulate


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Project:
    events = [
        [("email", "a@b.c"), ("cookie", "1")],
        [("email", "d@e.f"), ("cookie", "1")],
        [("crm", "Tom"), ("cookie", "2")],
        [("crm", "Ann"), ("cookie", "2")],
    ]
    project = identity_build(tmp_path_factory.mktemp("shop"), PEOPLE, event_rows("e", events))
    project.build("--resource-type", "model", "--resource-type", "seed", input_dir=str(project.directory / "input"))
    return project


def test_splits_joins_and_audiences_are_told_with_examples(shop, tmp_path):
    """The denied link parts two addresses; without a unique namespace Tom and Ann become one."""
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "denied_links.csv").write_text(
        "left_namespace,left_identity_value,right_namespace,right_identity_value,reason\n"
        "email,a@b.c,email,d@e.f,two people\nemail,a@b.c,email,nobody@e.f,misspelt\n"
    )
    (settings / "identity_namespaces.csv").write_text(settings_csv([(n, kind, False) for n, kind, _ in PEOPLE]))
    other = Project(tmp_path)
    other.build(
        *("--resource-type", "model", "--resource-type", "seed"),
        input_dir=str(shop.directory / "input"),
        settings_dir=str(settings),
    )
    text = compare(shop.database, other.database)
    assert text.splitlines()[:7] == [
        "profiles      3 → 3",
        "cut links     1 → 1",
        "no effect     1 denied links, of which the data lacks an end",
        "split         1",
        "              2 parts: cookie 1, email d@e.f | email a@b.c",
        "joined        1",
        "              2 of the profiles that are built: cookie 2, crm Ann | crm Tom",
    ]
    assert "audience              0 →         0  frequent_buyers" in text


def test_a_dry_run_over_other_input_is_no_comparison(shop, demo):
    with pytest.raises(
        ValueError, match=r"was built on '.*input' as of .*, and the dry run read 'the demo shop' as of"
    ):
        check_same_input(shop.database, demo.database)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "'' is not a directory. Name one with the settings to try"),
        ([""], "'' is not a directory."),
        (["nowhere"], "'nowhere' is not a directory."),
        (["nowhere", "", "{{max_graph_identities: 1}}"], "'nowhere' is not a directory."),
        (["{here}", "hello"], "VARS is 'hello'; it should be a mapping as dbt takes it"),
        (["", "", "hello"], "TRY is 'hello'; it should be a mapping as dbt takes it"),
    ],
)
def test_wrong_arguments_of_a_dry_run_say_what_to_give(shop, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.setenv("DUCKDB_PATH", str(shop.database))
    monkeypatch.setattr("sys.argv", ["simulate", *(argument.format(here=tmp_path) for argument in arguments)])
    with pytest.raises(SystemExit, match=sentence.replace("(", r"\(")):
        main()


def test_settings_as_they_are_change_nothing(shop, tmp_path, monkeypatch):
    """Two builds of nothing remembered, with other settings of the business beside the one that is tried."""
    header = "left_namespace,left_identity_value,right_namespace,right_identity_value,reason\n"
    (tmp_path / "tried").mkdir()
    (tmp_path / "tried" / "denied_links.csv.gz").write_bytes(gzip.compress(header.encode()))
    (tmp_path / "tried" / ".notes").mkdir()
    (tmp_path / "in_use").mkdir()
    (tmp_path / "in_use" / "denied_links.csv").write_text(header + "email,x@y.z,email,v@w.x,nobody\n")
    (tmp_path / "in_use" / "blocked_identities.csv").write_text("namespace,pattern,reason\ncookie,^1$,a kiosk\n")
    monkeypatch.chdir(shop.root)
    monkeypatch.setenv("DBT_PROFILES_DIR", str(shop.root))
    variables = {"input_dir": str(shop.directory / "input"), "settings_dir": str(tmp_path / "in_use")}
    lines = simulate(tmp_path / "tried", variables, shop.database).splitlines()
    assert lines[:5] == [
        "built         3 profiles: the settings as they are now give 4. Build first.",
        "profiles      4 → 4",
        "cut links     1 → 1",
        "split         0",
        "joined        0",
    ]
    audiences = [line for line in lines if line.startswith("audience")]
    assert audiences
    assert not any(line.endswith("*") for line in audiences)


def test_variables_are_tried_as_settings_are(shop, monkeypatch):
    monkeypatch.chdir(shop.root)
    monkeypatch.setenv("DBT_PROFILES_DIR", str(shop.root))
    lines = simulate(
        None, {"input_dir": str(shop.directory / "input")}, shop.database, {"identity_stitching": "none"}
    ).splitlines()
    identities = shop.rows("select count(*) from identity.identity_map")[0][0]
    assert lines[0] == f"profiles      3 → {identities}"


def test_a_moment_that_moves_with_the_settings_is_told(shop, tmp_path):
    """Where they refuse the newest event, all windows end earlier."""
    later = tmp_path / "later.duckdb"
    shutil.copy(shop.database, later)
    with duckdb.connect(str(later)) as connection:
        connection.execute("update input.build_clock set as_of = as_of - interval 1 day")
    assert "as of         2025-01-" in compare(shop.database, later)
