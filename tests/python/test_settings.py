"""A wrong settings table stops with a sentence that names table, row and what is allowed."""

from pathlib import Path

import duckdb
import pytest

from profile_enrichment.settings import (
    SettingsError,
    check_blocked,
    check_datasets,
    check_denied_links,
    check_namespaces,
    check_patterns,
    check_suppressed,
    load_settings,
    settings_folders,
)

NAMESPACES = "namespace,type,priority,is_unique,pattern,max_length,normalisation\n"
DATASETS = "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels\n"


def load(tmp_path, name, text):
    (tmp_path / "settings").mkdir(exist_ok=True)
    (tmp_path / "settings" / f"{name}.csv").write_text(text)
    with duckdb.connect() as connection:
        return load_settings(connection, name, connection.query("select 1 as unused limit 0"), [tmp_path / "settings"])


def test_a_file_replaces_the_seed_and_is_typed(tmp_path):
    table = load(tmp_path, "identity_namespaces", NAMESPACES + "crm,cross_device,1,TRUE,,64,trim\n")
    assert table.to_pylist() == [
        {
            "namespace": "crm",
            "type": "cross_device",
            "priority": 1,
            "is_unique": True,
            "pattern": None,
            "max_length": 64,
            "normalisation": "trim",
        }
    ]


def test_settings_come_from_a_directory_of_their_own_or_beside_the_input(tmp_path):
    assert settings_folders(None, None) == []
    assert settings_folders("in", None) == [Path("in/settings")]
    assert settings_folders("in", str(tmp_path)) == [tmp_path, Path("in/settings")]
    with pytest.raises(SettingsError, match="settings_dir is 'nowhere', which is not a directory"):
        settings_folders("in", "nowhere")


def test_without_a_file_the_seed_counts(tmp_path):
    with duckdb.connect() as connection:
        seed = connection.query("select 'email' as namespace, '^x' as pattern, 'because' as reason")
        table = load_settings(connection, "blocked_identities", seed, [tmp_path / "settings"])
        assert table.to_pylist() == [{"namespace": "email", "pattern": "^x", "reason": "because"}]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "identity_namespaces",
            NAMESPACES + "crm,cross_device,1,true,,,trim\nweb,biscuit,2,false,,,trim\n",
            "settings/identity_namespaces.csv, row 2: type is 'biscuit'; allowed are cookie, device, email, phone,"
            " cross_device, partner, non_people.",
        ),
        (
            "identity_namespaces",
            NAMESPACES + "crm,cross_device,first,true,,,trim\n",
            "row 1: priority is 'first'; a whole number from 1 to 999999 is expected.",
        ),
        (
            "identity_namespaces",
            NAMESPACES + "crm,cross_device,1,maybe,,,trim\n",
            "row 1: is_unique is 'maybe'; true or false is expected.",
        ),
        (
            "identity_namespaces",
            NAMESPACES + "crm,cross_device,1,true,,,\n",
            "row 1: normalisation is ''; one of none, trim, lower is expected.",
        ),
        ("datasets", DATASETS + "d,table,crm,true,,,\n", "row 1: class is 'table'; allowed are record, time_series."),
        ("datasets", DATASETS + ",record,crm,true,,,\n", "row 1: dataset is ''; it may not be empty."),
        ("datasets", DATASETS + "d,records,crm,true,,,\n", "allowed are record, time_series; the nearest is record."),
        (
            "datasets",
            "dataset,clas\nd,red\n",
            'has columns that are not known: {"clas": "red"}. Known are',
        ),
        ("datasets", "dataset,clas\nd,red\n", "; the nearest is class."),
        ("datasets", DATASETS + "d,record,crm,true\n", "the row has 4 values where the header names 7 columns"),
        ("merge_ranks", "a\n1\n", "'settings/merge_ranks.csv' is not a settings table; there are datasets,"),
    ],
)
def test_a_wrong_table_says_where_and_what_is_allowed(tmp_path, name, text, sentence):
    with pytest.raises(SettingsError) as error:
        load(tmp_path, name, text) if name != "merge_ranks" else load_other(tmp_path, text)
    assert sentence in str(error.value)


def load_other(tmp_path, text):
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "merge_ranks.csv").write_text(text)
    return load(tmp_path, "datasets", DATASETS)


@pytest.mark.parametrize("number", ["0", "-5", "1_0", "1000000", "99999999999", "2.5", "٣"])
def test_a_number_out_of_range_is_refused(tmp_path, number):
    with pytest.raises(SettingsError, match=f"priority is '{number}'; a whole number from 1 to 999999 is expected"):
        load(tmp_path, "identity_namespaces", NAMESPACES + f"crm,cookie,{number},true,,,trim\n")


def test_two_files_for_one_table_are_refused(tmp_path):
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "datasets.ndjson").write_text("")
    with pytest.raises(
        SettingsError, match=r"'settings/datasets.csv' and 'settings/datasets.ndjson' give the same table"
    ):
        load(tmp_path, "datasets", DATASETS)


@pytest.mark.parametrize(
    ("labels", "misspelt"),
    [
        ("no_data_science contact", None),
        ("contact,no_data_science", None),
        ("contact; sensitive;\tno_data_science", None),
        ("no_data_sale no_data_sharing science data", None),
        ("contact, No_Data_Science", "No_Data_Science"),
        ("no_datascience", "no_datascience"),
        ("No-Data-Science/sensitive_contact", "No-Data-Science/sensitive_contact"),
        ("no-data-science", "no-data-science"),
        ("data_science", "data_science"),
    ],
)
def test_a_label_that_is_nearly_the_one_for_models_is_refused(tmp_path, labels, misspelt):
    """It would protect nothing."""
    row = f'd,time_series,,false,,,"{labels}"\n'
    datasets = load(tmp_path, "datasets", DATASETS + row)
    namespaces = load(tmp_path, "identity_namespaces", NAMESPACES)
    if misspelt is None:
        check_datasets(datasets, namespaces)
        assert not set(datasets["usage_labels"].to_pylist()[0]) & set(",;\t")
        return
    with pytest.raises(SettingsError, match=f"'d': usage_labels has '{misspelt}'. Write no_data_science, or another"):
        check_datasets(datasets, namespaces)


def test_an_enabled_dataset_needs_a_primary_namespace_that_exists(tmp_path):
    namespaces = load(tmp_path, "identity_namespaces", NAMESPACES + "crm,cross_device,1,true,,,trim\n")
    missing = load(tmp_path, "datasets", DATASETS + "d,record,,true,,,\n")
    with pytest.raises(SettingsError, match=r"'d' feeds the profile .* has no primary_namespace\. Give it one of crm"):
        check_datasets(missing, namespaces)
    unknown = load(tmp_path, "datasets", DATASETS + "d,record,crn,true,,,\n")
    with pytest.raises(SettingsError, match="primary_namespace is 'crn', which identity_namespaces does not list"):
        check_datasets(unknown, namespaces)
    check_datasets(load(tmp_path, "datasets", DATASETS + "d,record,,false,,,\n"), namespaces)
    partner = load(
        tmp_path, "identity_namespaces", NAMESPACES + "crm,cross_device,1,true,,,trim\nad,partner,2,false,,,trim\n"
    )
    idle = load(tmp_path, "datasets", DATASETS + "d,record,ad,true,,,\n")
    with pytest.raises(SettingsError, match=r"primary_namespace, partner, never links\. Give it one of crm, or"):
        check_datasets(idle, partner)


def test_names_and_priorities_are_unique(tmp_path):
    twice = load(tmp_path, "identity_namespaces", NAMESPACES + "a,cookie,1,true,,,trim\nb,cookie,1,true,,,trim\n")
    with pytest.raises(SettingsError, match="priority '1' stands in more than one row"):
        check_namespaces(twice)


def test_a_pattern_that_is_none_is_refused(tmp_path):
    blocked = load(tmp_path, "blocked_identities", "namespace,pattern,reason\nemail,(open,why\n")
    with (
        duckdb.connect() as connection,
        pytest.raises(SettingsError, match=r"1: pattern is '\(open', which is not"),
    ):
        check_patterns(connection, blocked, "blocked_identities")


def test_a_block_list_names_namespaces_that_exist_or_those_of_the_projects_own_list(tmp_path):
    namespaces = load(tmp_path, "identity_namespaces", NAMESPACES + "crm,cross_device,1,true,,,trim\n")
    header = "namespace,pattern,reason\n"
    known = load(tmp_path, "blocked_identities", header + "crm,^0$,zero\n*,^x$,any\nemail,^test@,not here\n")
    check_blocked(known, namespaces, ["email", "*"])
    misspelt = load(tmp_path, "blocked_identities", header + "crm,^0$,zero\nemial,^test@,misspelt\n")
    with pytest.raises(SettingsError) as error:
        check_blocked(misspelt, namespaces, ["email", "*"])
    assert str(error.value) == (
        "blocked_identities, row 2: namespace is 'emial', which identity_namespaces does not list;"
        " it lists crm, *, email; the nearest is email."
    )


DENIED = "left_namespace,left_identity_value,right_namespace,right_identity_value,reason\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "crm,1,cmr,2,no",
            "row 1: right_namespace is 'cmr', which identity_namespaces does not list; it lists crm; the nearest",
        ),
        ("crm,1,crm,1,no", "denied_links, row 1: both ends are the same identity. Name two."),
    ],
)
def test_a_denied_link_names_two_identities_of_namespaces_that_exist(tmp_path, row, sentence):
    namespaces = load(tmp_path, "identity_namespaces", NAMESPACES + "crm,cross_device,1,true,,,trim\n")
    with pytest.raises(SettingsError) as error:
        check_denied_links(load(tmp_path, "denied_links", DENIED + row + "\n"), namespaces)
    assert sentence in str(error.value)


def test_a_denied_link_lacks_nothing(tmp_path):
    with pytest.raises(SettingsError, match="row 1: reason is ''; it may not be empty"):
        load(tmp_path, "denied_links", DENIED + "crm,1,crm,2,\n")


def test_an_identity_is_read_as_it_stands_and_nothing_else_is(tmp_path):
    denied = load(tmp_path, "denied_links", DENIED + "crm,'  sp  ', crm ,  x , no \n".replace("'", '"'))
    assert denied.to_pylist() == [
        {
            "left_namespace": "crm",
            "left_identity_value": "  sp  ",
            "right_namespace": "crm",
            "right_identity_value": "  x ",
            "reason": "no",
        }
    ]


def test_a_suppressed_identity_lies_in_a_namespace_that_exists(tmp_path):
    namespaces = load(tmp_path, "identity_namespaces", NAMESPACES + "crm,cross_device,1,true,,,trim\n")
    header = "namespace,identity_value,reason\n"
    check_suppressed(load(tmp_path, "suppressed_identities", header + "crm,1,complaint\n"), namespaces)
    unknown = load(tmp_path, "suppressed_identities", header + "crm,1,complaint\nfax,1,complaint\n")
    with pytest.raises(
        SettingsError, match="suppressed_identities, row 2: namespace is 'fax', which identity_namespaces"
    ):
        check_suppressed(unknown, namespaces)
    with pytest.raises(SettingsError, match="row 1: reason is ''; it may not be empty"):
        load(tmp_path, "suppressed_identities", header + "crm,1,\n")
