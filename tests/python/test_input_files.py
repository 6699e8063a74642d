"""The reader loses no row: each is read, or kept with a sentence."""

import csv
import gzip
import io
import json
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from profile_enrichment.input_files import MAX_LINES_OF_A_ROW, InputError, csv_rows, load_folder

COLUMNS = ("id", "text", "amount")


def load(tmp_path: Path, name: str, content: bytes | str, columns=COLUMNS) -> list[dict]:
    folder = tmp_path / "things"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with duckdb.connect() as connection:
        relation = load_folder(connection, str(tmp_path), "things", columns, is_required=True)
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def good(rows: list[dict]) -> list[tuple]:
    return [(row["id"], row["text"], row["amount"]) for row in rows if row["read_error"] is None]


def bad(rows: list[dict]) -> list[tuple]:
    return [(row["raw_row"], row["read_error"]) for row in rows if row["read_error"] is not None]


def test_values_stay_text_and_keep_quotes_commas_and_line_breaks(tmp_path):
    rows = load(tmp_path, "a.csv", 'id,text,amount\n1,"a ""b"", c\nd",007\n2,,1e3\n')
    assert good(rows) == [("1", 'a "b", c\nd', "007"), ("2", "", "1e3")]
    assert not bad(rows)


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path):
    rows = load(tmp_path, "a.csv", 'id,text,amount\n1,a,1\n2,"open,2\n3,c,3\n4,"d",4\n5,e,5\n')
    assert good(rows) == [("1", "a", "1"), ("3", "c", "3"), ("4", "d", "4"), ("5", "e", "5")]
    assert [raw for raw, _ in bad(rows)] == ['2,"open,2']
    assert "not valid CSV" in bad(rows)[0][1]


def test_an_unclosed_quote_in_the_last_row_or_before_very_many_rows(tmp_path):
    many = [f"{n},x,{n}" for n in range(2 * MAX_LINES_OF_A_ROW)]
    rows = load(tmp_path, "a.csv", "\n".join(["id,text,amount", '"first', *many, '"last']) + "\n")
    assert len(good(rows)) == len(many)
    assert [raw for raw, _ in bad(rows)] == ['"first', '"last']


def test_a_ragged_row_says_how_many_values_it_has(tmp_path):
    rows = load(tmp_path, "a.csv", "id,text,amount\n1,a\n2,b,2\n3,c,3,extra\n\n")
    assert good(rows) == [("2", "b", "2")]
    assert bad(rows) == [
        ("1,a", "the row has 2 values where the header names 3 columns"),
        ("3,c,3,extra", "the row has 4 values where the header names 3 columns"),
    ]


def test_a_byte_that_is_not_utf8_and_a_nul_cost_their_own_rows_only(tmp_path):
    rows = load(tmp_path, "a.csv", b"id,text,amount\n1,caf\xe9,1\n2,\x00,2\n3,caf\xc3\xa9,3\n")
    assert good(rows) == [("3", "café", "3")]
    assert bad(rows) == [
        ("1,caf\\xe9,1", "the row holds the byte 0xe9, which is not UTF-8, at character 6"),
        ("2,\\x00,2", "the row holds a NUL character"),
    ]


def test_columns_are_found_by_name_in_any_order_and_undeclared_ones_are_kept(tmp_path):
    rows = load(tmp_path, "a.csv", "\ufeffAmount, id ,colour,text\r\n5,1,red,a\r\n6,2,,b\r\n")
    assert good(rows) == [("1", "a", "5"), ("2", "b", "6")]
    assert [row["undeclared"] for row in rows] == ['{"colour": "red"}', None]


def test_a_missing_column_is_null_in_every_row(tmp_path):
    assert good(load(tmp_path, "a.csv", "id,text\n1,a\n")) == [("1", "a", None)]


def test_an_empty_file_and_a_lone_header_are_empty_input(tmp_path):
    assert load(tmp_path, "a.csv", "") == []
    assert load(tmp_path, "b.csv", "id,text,amount\n") == []
    assert load(tmp_path, "c.ndjson", "") == []


def test_a_very_long_value_is_kept(tmp_path):
    assert good(load(tmp_path, "a.csv", f"id,text,amount\n1,{'x' * 300_000},1\n"))[0][1] == "x" * 300_000


def test_gzip_reads_as_the_plain_file(tmp_path):
    assert good(load(tmp_path, "a.csv.gz", gzip.compress(b"id,text,amount\n1,a,1\n", mtime=0))) == [("1", "a", "1")]
    assert len(load(tmp_path, "b.ndjson.gz", gzip.compress(b'{"id": 2}\n', mtime=0))) == 2


def test_json_lines_keep_nested_values_as_json_text(tmp_path):
    lines = ['{"id": 1, "text": [{"a": "b"}], "amount": null, "other": {"x": 1}}', '{"id": "2"}']
    rows = load(tmp_path, "a.ndjson", "\n".join(lines))
    assert good(rows) == [("1", '[{"a":"b"}]', None), ("2", None, None)]
    assert rows[0]["undeclared"] == '{"other":{"x":1}}'
    assert rows[1]["undeclared"] is None


def test_a_json_line_that_is_no_object_costs_itself_only(tmp_path):
    content = b'{"id": 1}\n{"id": 2\n[3]\n{"id": "\xff"}\n{"id": "a\\u0000"}\n\n{"id": 6}\n'
    rows = load(tmp_path, "a.jsonl", content)
    assert sorted(good(rows)) == [("1", None, None), ("6", None, None)]
    assert sorted(error for _, error in bad(rows)) == [
        "the line holds a NUL character",
        "the line is not a JSON object",
        "the line is not a JSON object",
        "the row holds the byte 0xff, which is not UTF-8, at character 9",
    ]


def test_names_in_json_lines_are_found_in_any_case(tmp_path):
    lines = '{"ID": 1, "Text": "red", "Size": 3}\n{"id": 2, "text": "blue"}\n{"id": 3, "ID": 4}\n'
    rows = load(tmp_path, "a.ndjson", lines)
    assert good(rows) == [("1", "red", None), ("2", "blue", None)]
    assert [row["undeclared"] for row in rows] == ['{"Size":3}', None, None]
    assert bad(rows) == [('{"id": 3, "ID": 4}', "the line names id more than once")]


def test_a_byte_that_is_not_utf8_costs_its_own_row_of_a_parquet_file_only(tmp_path):
    """Whether its column is declared or not."""

    def text(*values):
        return pa.Array.from_buffers(pa.string(), len(values), pa.array(values, pa.binary()).buffers())

    file = io.BytesIO()
    ids, notes = text(b"1", b"caf\xe9", b"3", b"4"), text(b"a", b"b", b"\xff", b"")
    pq.write_table(pa.table({"ID": ids, "size": [1, 2, 3, 4], "note": notes}), file)
    rows = load(tmp_path, "a.parquet", file.getvalue())
    assert good(rows) == [("1", None, None), ("4", None, None)]
    assert [row["undeclared"] for row in rows][:2] == ['{"size":"1","note":"a"}', '{"size":"4","note":""}']
    assert bad(rows) == [
        (
            r'{"ID": "caf\\xe9", "note": "b", "size": 2}',
            "the row holds the byte 0xe9, which is not UTF-8, at character 4",
        ),
        (
            r'{"ID": "3", "note": "\\xff", "size": 3}',
            "the row holds the byte 0xff, which is not UTF-8, at character 1",
        ),
    ]


def test_parquet_reads_binary_as_text_and_refuses_what_no_text_holds(tmp_path):
    """Older writers leave texts unmarked; a value inside a value is looked at, too."""
    values = [b"K\xc3\xb6ln", b"caf\xe9", b"O'Neil", b"a\0b", None, b"[" * 20_001]
    marked = pa.Array.from_buffers(pa.string(), 3, pa.array([b"a", b"caf\xe9", b"c"], pa.binary()).buffers())
    nested = pa.StructArray.from_arrays([marked], ["id"])
    binary, inside = io.BytesIO(), io.BytesIO()
    pq.write_table(pa.table({"id": pa.array(values, pa.binary())}), binary)
    pq.write_table(pa.table({"id": [1, 2, 3], "other": nested}), inside)

    rows = load(tmp_path, "a.parquet", binary.getvalue())
    assert good(rows) == [("Köln", None, None), ("O'Neil", None, None), (None, None, None)]
    assert bad(rows) == [
        (r'{"id":"caf\\xE9"}', "id holds bytes that are not UTF-8"),
        (r'{"id":"a\\x00b"}', "the row holds a NUL character"),
        (json.dumps({"id": "[" * 20_001}, separators=(",", ":")), "the row holds more than 20,000 brackets"),
    ]
    (tmp_path / "things" / "a.parquet").unlink()
    rows = load(tmp_path, "b.parquet", inside.getvalue())
    assert [row["undeclared"] for row in rows] == [
        '{"other":"{\\"id\\":\\"a\\"}"}',
        None,
        '{"other":"{\\"id\\":\\"c\\"}"}',
    ]
    assert bad(rows) == [('{"id":"2","other":""}', "other holds bytes that are not UTF-8")]


def test_parquet_gives_text_of_any_type(tmp_path):
    (tmp_path / "things").mkdir()
    path = tmp_path / "things" / "a.parquet"
    duckdb.execute(
        f"copy (select 7 as id, [{{'namespace': 'email', 'id': 'x'}}] as text, timestamp '2025-01-01' as amount,"
        f" 'red' as colour) to '{path}' (format parquet)"
    )
    with duckdb.connect() as connection:
        rows = load_folder(connection, str(tmp_path), "things", COLUMNS, is_required=True).fetchall()
    expected = ("7", '[{"namespace":"email","id":"x"}]', "2025-01-01 00:00:00", '{"colour":"red"}', None, None)
    assert rows == [expected]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.parquet", "not parquet", "'things/a.parquet' cannot be read ("),
        ("a.parquet", "", "'things/a.parquet' cannot be read ("),
        ("a.txt", "id\n1\n", "'things/a.txt' has an unknown ending; allowed are .parquet, .csv"),
        ("a.csv", "1;a;5\n", "the first line of 'things/a.csv' names none of the columns id, text, amount"),
        ("a.csv", b"\xff\xfei\x00d\x00", "It must be a header in UTF-8"),
        ("a.csv", "id,text,ID\n1,a,2\n", "names id more than once"),
        ("a.csv", "id,text,\n1,a,\n", "the header of 'things/a.csv' has a column without a name"),
        ("a.csv.gz", "id\n1\n", "'things/a.csv.gz' cannot be read (Not a gzipped file"),
        (
            "a.csv.gz",
            gzip.compress(b"id\n1\n", mtime=0)[:-6],
            "'things/a.csv.gz' cannot be read (Compressed file ended",
        ),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_says_so(tmp_path, name, content, sentence):
    with pytest.raises(InputError) as error:
        load(tmp_path, name, content)
    assert sentence in str(error.value)


def test_a_directory_where_a_file_is_expected(tmp_path):
    (tmp_path / "things" / "part.csv").mkdir(parents=True)
    with duckdb.connect() as connection, pytest.raises(InputError, match="is a directory where a file is expected"):
        load_folder(connection, str(tmp_path), "things", COLUMNS, is_required=True)


def test_folders_that_are_missing_or_no_folders(tmp_path):
    with duckdb.connect() as connection:
        assert load_folder(connection, str(tmp_path), "things", COLUMNS, is_required=False).fetchall() == []
        with pytest.raises(InputError, match=r"has no folder 'things'.*id, text, amount"):
            load_folder(connection, str(tmp_path), "things", COLUMNS, is_required=True)
        with pytest.raises(InputError, match="which is not a directory"):
            load_folder(connection, str(tmp_path / "nowhere"), "things", COLUMNS, is_required=True)
        (tmp_path / "things").write_text("")
        with pytest.raises(InputError, match="'things' in input_dir is a file"):
            load_folder(connection, str(tmp_path), "things", COLUMNS, is_required=True)


def test_the_name_of_a_file_is_no_pattern_and_its_folders_are_no_columns(tmp_path):
    folder = tmp_path / "id=9" / "things"
    folder.mkdir(parents=True)
    for name in ("*", "a", "b", "a?", "[ab]"):
        duckdb.execute(f"copy (select '{name}' as id) to '{tmp_path}/one.parquet' (format parquet)")
        (tmp_path / "one.parquet").rename(folder / f"{name}.parquet")
    with duckdb.connect() as connection:
        rows = load_folder(connection, str(tmp_path / "id=9"), "things", COLUMNS, is_required=True).fetchall()
    assert sorted(row[0] for row in rows) == ["*", "[ab]", "a", "a?", "b"]


def test_json_nested_without_end_costs_its_own_row_only(tmp_path):
    deep = '{"a":' * 300_000 + "1" + "}" * 300_000
    rows = load(tmp_path, "a.ndjson", f'{{"id": 1}}\n{deep}\n{{"id": 3}}\n')
    assert sorted(good(rows)) == [("1", None, None), ("3", None, None)]
    assert [error for _, error in bad(rows)] == ["the row holds more than 20,000 brackets"]


def test_hidden_files_are_left_alone(tmp_path):
    (tmp_path / "things").mkdir()
    (tmp_path / "things" / "_SUCCESS").write_text("")
    (tmp_path / "things" / ".DS_Store").write_bytes(b"\x00")
    assert good(load(tmp_path, "a.csv", "id,text,amount\n1,a,1\n")) == [("1", "a", "1")]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_damaged_every_other_row_is_read(seed):
    """Random good rows, quoted and multi-line too, between lines broken on purpose."""
    random = Random(seed)
    lines, expected, broken = [], [], 0
    for n in range(200):
        if random.random() < 0.1:
            lines.append(random.choice((f'{n},"open,x', f"{n},a", f"{n},a,b,c", f'{n},"a"b,c', f'{n},a,"b"c"')) + "\n")
            broken += 1
        else:
            row = [str(n), random.choice(("plain", 'quo"te', "com,ma", "", "ünï")), str(random.random())]
            text = io.StringIO()
            csv.writer(text, lineterminator="\n", quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))).writerow(
                row
            )
            lines.append(text.getvalue())
            expected.append(row)
    found = list(csv_rows(lines, width=3))
    assert [values for values, error, _ in found if error is None] == expected
    assert sum(error is not None for _, error, _ in found) == broken


def test_json_and_csv_of_the_same_rows_give_the_same_text(tmp_path):
    rows = [{"id": str(n), "text": f"t{n} ü", "amount": str(n / 7)} for n in range(100)]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    for name in ("json", "csv"):
        (tmp_path / name).mkdir()
    as_json = load(tmp_path / "json", "a.ndjson", "\n".join(map(json.dumps, rows)))
    assert sorted(good(as_json)) == sorted(good(load(tmp_path / "csv", "a.csv", text.getvalue())))
