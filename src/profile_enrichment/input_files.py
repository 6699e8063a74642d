"""Read a folder of Parquet, CSV and NDJSON files as text, losing no row.

Every value becomes text, so that one place, the input layer, decides what is valid. A row that a
reader cannot make sense of is kept as it stands, with a sentence in ``read_error``; one bad byte or
quote never costs another row. What a file as a whole gets wrong (no header, an unknown ending, a
broken Parquet footer) is an :class:`InputError`, for then nothing in it can be trusted.
"""

import csv
import gzip
import json
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow.parquet import ParquetFile

from profile_enrichment.database import literal

BATCH_ROWS = 50_000
# A quoted value may hold line breaks. Past so many lines it is an unclosed quote, not a value.
MAX_LINES_OF_A_ROW = 1_000
# JSON nested deeper than a parser's stack would end the process.
MAX_BRACKETS_OF_A_ROW = 20_000
TOO_MANY_BRACKETS = f"the row holds more than {MAX_BRACKETS_OF_A_ROW:,} brackets"
ENDINGS = (".parquet", ".csv", ".csv.gz", ".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
# Columns that a reader adds to the declared ones.
READER_COLUMNS = ("undeclared", "read_error", "raw_row")

csv.field_size_limit(2**31 - 1)


class InputError(ValueError):
    """The input as a whole cannot be used; the message tells the person what to do."""


def load_folder(
    connection: duckdb.DuckDBPyConnection,
    input_dir: str,
    folder: str,
    columns: Sequence[str],
    is_required: bool,
) -> duckdb.DuckDBPyRelation:
    """Return all rows of all files in ``input_dir/folder``, as text.

    Shape: one row per row of a file; ``columns`` in that order, then ``undeclared`` (JSON object of
    values under names that are not declared, or null), ``read_error`` (null where the row was
    read), ``raw_row`` (the text of a row that was not). Raises InputError.
    """
    files = files_in(Path(input_dir), folder, columns, is_required)
    return load_files(connection, files, f"read_{folder}", columns)


def load_files(
    connection: duckdb.DuckDBPyConnection, files: Iterable[Path], table: str, columns: Sequence[str]
) -> duckdb.DuckDBPyRelation:
    """Return all rows of the files as :func:`load_folder` does, held in the temporary table ``table``."""
    names = ", ".join(f'"{column}" varchar' for column in (*columns, *READER_COLUMNS))
    connection.execute(f"create or replace temp table {table} ({names})")
    for path in files:
        name = f"{path.parent.name}/{path.name}"
        try:
            if path.name.endswith(".parquet"):
                _load_parquet(connection, table, path, columns)
            elif path.name.endswith((".csv", ".csv.gz")):
                _load_batches(connection, table, _csv_batches(path, name, columns))
            else:
                _load_json_lines(connection, table, path, columns)
        except (OSError, EOFError, zlib.error, duckdb.Error, pa.ArrowException) as error:
            reason = str(error).splitlines()[0].rstrip(".")
            raise InputError(f"'{name}' cannot be read ({reason}). Replace it, or move it away.") from error
    return connection.query(f"select * from {table}")


def files_in(input_dir: Path, folder: str, columns: Sequence[str], is_required: bool) -> list[Path]:
    """Return the data files of a folder by name; raise InputError where there is something else."""
    if not input_dir.is_dir():
        raise InputError(f"input_dir is '{input_dir}', which is not a directory. Give the path of a directory.")
    directory = input_dir / folder
    if not directory.exists() and not is_required:
        return []
    if not directory.exists():
        raise InputError(
            f"input_dir '{input_dir}' has no folder '{folder}'. It is required; put Parquet, CSV or NDJSON files with"
            f" the columns {', '.join(columns)} into it, or leave it empty."
        )
    if not directory.is_dir():
        raise InputError(f"'{folder}' in input_dir is a file; a folder of that name with files in it is expected.")
    files = sorted(path for path in directory.iterdir() if not path.name.startswith((".", "_")))
    for path in files:
        if path.is_dir():
            raise InputError(
                f"'{folder}/{path.name}' is a directory where a file is expected. Put the files themselves into"
                f" '{folder}/'."
            )
        if not path.name.endswith(ENDINGS):
            raise InputError(
                f"'{folder}/{path.name}' has an unknown ending; allowed are {', '.join(ENDINGS)}. Rename it, or move"
                f" it away."
            )
    return files


def _load_parquet(connection, table: str, path: Path, columns: Sequence[str]) -> None:
    source = f"read_parquet({literal(_without_wildcards(str(path)))}, hive_partitioning = false)"
    try:
        _load_typed(connection, table, source, columns)
    except duckdb.InvalidInputException as error:
        if "UTF8" not in str(error):
            raise
        # DuckDB gives up on the file, so its rows are looked at one by one.
        for batch in ParquetFile(path).iter_batches(BATCH_ROWS):
            good, bad = _parted_by_encoding(batch)
            connection.register("read_batch", good)
            _load_typed(connection, table, "read_batch", columns)
            connection.unregister("read_batch")
            nothing = (None,) * len(columns)
            rows = [(*nothing, None, *error_and_text) for error_and_text in bad]
            if rows:
                _load_batches(connection, table, [_batch(rows, (*columns, *READER_COLUMNS))])


def _parted_by_encoding(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, list[tuple[str, str]]]:
    """Return the rows whose texts are UTF-8, and (error, raw text) of the others."""
    texts = {
        field.name: batch.column(at).cast(pa.large_binary()).to_pylist()
        for at, field in enumerate(batch.schema)
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    }
    if not texts:
        return batch, []
    others = [name for name in batch.schema.names if name not in texts]
    is_good, bad = [], []
    for number, values in enumerate(zip(*texts.values(), strict=True)):
        decoded = [None if value is None else value.decode("utf-8", "surrogateescape") for value in values]
        error = next(filter(None, map(_text_error, filter(None, decoded))), None)
        is_good.append(error is None)
        if error is not None:
            row = {name: _printable(text) for name, text in zip(texts, decoded, strict=True) if text is not None}
            row |= {name: _value_or_note(batch.column(name)[number]) for name in others}
            bad.append((error, json.dumps(row, ensure_ascii=False, default=str)))
    return batch.filter(pa.array(is_good)), bad


def _value_or_note(value: pa.Scalar) -> object:
    try:
        return value.as_py()
    except UnicodeDecodeError:
        return "(holds bytes that are not UTF-8)"


def _load_typed(connection, table: str, source: str, columns: Sequence[str]) -> None:
    described = connection.execute(f"describe select * from {source}").fetchall()
    texts, faults, raw = {}, [], {}
    for column, type_name, *_ in described:
        key, quoted = column.lower(), _quoted(column)
        is_nested = type_name.endswith("]") or type_name.startswith(("STRUCT", "MAP", "JSON"))
        raw[key] = texts[key] = f"cast({f'to_json({quoted})' if is_nested else quoted} as varchar)"
        if type_name == "BLOB":
            texts[key] = f"try(decode({quoted}))"
        # JSON of a value that holds something else than UTF-8 is empty.
        is_lost = f"{texts[key]} = ''" if is_nested else f"{quoted} is not null and {texts[key]} is null"
        faults.append(f"when {is_lost} then {literal(f'{key} holds bytes that are not UTF-8')}")
        if is_nested or type_name in ("BLOB", "VARCHAR"):
            brackets = f"length({texts[key]}) - length(translate({texts[key]}, '[{{', ''))"
            faults.append(f"when contains({texts[key]}, chr(0)) then 'the row holds a NUL character'")
            faults.append(f"when {brackets} > {MAX_BRACKETS_OF_A_ROW} then {literal(TOO_MANY_BRACKETS)}")

    def json_of(values: dict[str, str]) -> str:
        pairs = ", ".join(f"{literal(key)}, {value}" for key, value in values.items())
        return f"cast(json_object({pairs}) as varchar)" if values else "null"

    values = [texts.get(column, "null") for column in columns]
    values.append(json_of({key: text for key, text in texts.items() if key not in columns}))
    where_good = ", ".join(f'case when "(fault)" is null then {value} end' for value in values)
    connection.execute(f"""
        insert into {table}
        select {where_good}, "(fault)", case when "(fault)" is not null then {json_of(raw)} end
        from (select *, case {" ".join(faults)} end as "(fault)" from {source})
    """)


def _load_batches(connection, table: str, batches: Iterable[pa.RecordBatch]) -> None:
    for batch in batches:
        connection.register("read_batch", batch)
        connection.execute(f"insert into {table} select * from read_batch")
        connection.unregister("read_batch")


def _load_json_lines(connection, table: str, path: Path, columns: Sequence[str]) -> None:
    connection.execute("create or replace temp table read_lines (line varchar, error varchar)")
    _load_batches(connection, "read_lines", _line_batches(path))
    is_object = "case when error is null and json_valid(line) then json_type(line) = 'OBJECT' else false end"
    # Names are found in any case, as in the headers of the other formats.
    keys = connection.execute(f"select distinct unnest(json_keys(line)) from read_lines where {is_object}").fetchall()
    spellings = {column: [key for (key,) in sorted(keys) if key.lower() == column] or [column] for column in columns}

    def value(column: str) -> str:
        found = [f"""json_extract_string(line, '$."{key}"')""" for key in spellings[column]]
        return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"

    repeats = [
        f"when len(list_intersect(json_keys(line), {found})) > 1 then 'the line names {column} more than once'"
        for column, found in spellings.items()
        if len(found) > 1
    ]
    if repeats:
        connection.execute(f"update read_lines set error = case {' '.join(repeats)} end where {is_object}")
    values = ", ".join(map(value, columns))
    nothing = ", ".join("null" for _ in columns)
    declared = json.dumps({key: None for found in spellings.values() for key in found})
    # A merge patch with nulls takes the declared names out of the object: the rest is undeclared.
    connection.execute(
        f"""
        insert into {table}
        select {values}, nullif(cast(json_merge_patch(line, {literal(declared)}) as varchar), '{{}}'), null, null
        from read_lines
        where {is_object}
        """
    )
    connection.execute(
        f"""
        insert into {table}
        select {nothing}, null, coalesce(error, 'the line is not a JSON object'), line
        from read_lines
        where not {is_object}
        """
    )


def _line_batches(path: Path) -> Iterator[pa.RecordBatch]:
    rows: list[tuple] = []
    for text in _lines(path):
        line = text.rstrip("\n")
        if not line.strip():
            continue
        error = _text_error(line)
        if error is None and "\\u0000" in line:
            error = "the line holds a NUL character"
        rows.append((_printable(line), error))
        if len(rows) == BATCH_ROWS:
            yield _batch(rows, ("line", "error"))
            rows = []
    if rows:
        yield _batch(rows, ("line", "error"))


def _csv_batches(path: Path, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    lines = _lines(path)
    header = next(lines, None)
    if header is None:
        return
    places, others, width = _header_places(header, name, columns)
    names = (*columns, *READER_COLUMNS)
    nothing = (None,) * len(columns)
    rows: list[tuple] = []
    for values, error, raw in csv_rows(lines, width):
        if error is None:
            extra = {other: values[at] for other, at in others if values[at] != ""}
            undeclared = json.dumps(extra, ensure_ascii=False) if extra else None
            rows.append((*[None if at is None else values[at] for at in places], undeclared, None, None))
        else:
            rows.append((*nothing, None, error, raw))
        if len(rows) == BATCH_ROWS:
            yield _batch(rows, names)
            rows = []
    if rows:
        yield _batch(rows, names)


def _header_places(
    header: str, name: str, columns: Sequence[str]
) -> tuple[list[int | None], list[tuple[str, int]], int]:
    """Say where in a line each declared column stands, and which other columns there are."""
    try:
        found = [column.strip().lower() for column in next(csv.reader([header], strict=True))]
    except (csv.Error, StopIteration):
        found = []
    if _text_error(header) is not None or not set(found) & set(columns):
        raise InputError(
            f"the first line of '{name}' names none of the columns {', '.join(columns)}. It must be a header in UTF-8,"
            f" its names parted by commas; it reads: {_printable(header.strip())[:200]}"
        )
    if "" in found:
        raise InputError(f"the header of '{name}' has a column without a name. Name it, or take the comma away.")
    repeated = sorted({column for column in found if found.count(column) > 1})
    if repeated:
        raise InputError(f"the header of '{name}' names {', '.join(repeated)} more than once. Name each column once.")
    places = [found.index(column) if column in found else None for column in columns]
    others = [(column, at) for at, column in enumerate(found) if column not in columns]
    return places, others, len(found)


class _Lines:
    """An iterator that remembers what it gave out and takes lines back."""

    def __init__(self, lines: Iterable[str]):
        self.lines = iter(lines)
        self.taken_back: deque[str] = deque()
        self.given: list[str] = []

    def __iter__(self):
        return self

    def __next__(self) -> str:
        if len(self.given) == MAX_LINES_OF_A_ROW:
            raise csv.Error("unclosed quote")
        line = self.taken_back.popleft() if self.taken_back else next(self.lines)
        self.given.append(line)
        return line


def csv_rows(lines: Iterable[str], width: int) -> Iterator[tuple[list[str], str | None, str | None]]:
    """Yield (values, error, raw text) for each row of a CSV body; one of values and error is empty.

    Where a row cannot be read, its first line alone is given up and reading starts again at the
    next line: an unclosed quote does not swallow the rows behind it.
    """
    source = _Lines(lines)
    reader = csv.reader(source, strict=True)
    while True:
        source.given.clear()
        error = None
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            values, error = [], f"the row is not valid CSV ({problem})"
        if error is None and not values:
            continue
        if error is None and len(values) != width:
            error = f"the row has {len(values)} values where the header names {width} columns"
        if error is None:
            error = _text_error("".join(source.given))
        if error is None:
            yield values, None, None
            continue
        first, *rest = source.given
        source.taken_back.extendleft(reversed(rest))
        reader = csv.reader(source, strict=True)
        yield [], error, _printable(first.rstrip("\n"))


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file; bytes that are not UTF-8 come as lone surrogates."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        for number, line in enumerate(file):
            text = line.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
            yield text.removeprefix("\ufeff") if number == 0 else text


def _text_error(text: str) -> str | None:
    if text.count("[") + text.count("{") > MAX_BRACKETS_OF_A_ROW:
        return TOO_MANY_BRACKETS
    if text.isascii():
        return "the row holds a NUL character" if "\x00" in text else None
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        byte = ord(text[problem.start]) - 0xDC00
        return f"the row holds the byte 0x{byte:02x}, which is not UTF-8, at character {problem.start + 1}"
    return "the row holds a NUL character" if "\x00" in text else None


def _printable(text: str) -> str:
    """The text with every byte that is not UTF-8, and NUL, written as an escape."""
    escaped = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return escaped.replace("\x00", "\\x00")


def _batch(rows: list[tuple], names: Sequence[str]) -> pa.RecordBatch:
    arrays = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
    return pa.record_batch(arrays, names=list(names))


def _without_wildcards(path: str) -> str:
    """The path as a pattern that matches itself alone."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in path)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
