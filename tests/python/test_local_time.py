"""When a day of the calendar begins in a time zone, against Python's own reckoning."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import duckdb
import jinja2
import pytest
from conftest import ROOT


@pytest.mark.parametrize(
    "zone",
    [
        "UTC",
        "America/New_York",
        "Europe/Berlin",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Atlantic/Azores",  # midnight comes twice in autumn
        "America/Havana",  # … and, in spring, not at all
        "America/Santiago",
        "Asia/Beirut",
        "Pacific/Apia",  # has no 30 December 2011
    ],
)
def test_a_day_begins_at_its_first_moment(zone):
    macros = jinja2.Template((ROOT / "macros" / "cross_engine" / "local_midnight.sql").read_text()).module
    began = macros.duckdb__local_midnight("cast(day as date)", zone)
    days = "range(date '2005-01-01', date '2025-01-01', interval 1 day) as range (day)"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = dict(connection.execute(f"select cast(day as date), {began} from {days}").fetchall())
    assert len(found) == 7305
    for day, moment in found.items():
        if (zone, day) != ("Pacific/Apia", date(2011, 12, 30)):
            expected = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
            assert moment == expected, day
