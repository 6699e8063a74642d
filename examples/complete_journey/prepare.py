"""Turn the Complete Journey files into an ``input_dir``.

A grocery retailer's year 2017: every line of every basket of 2,469 households becomes a purchase event, every redeemed
coupon an event, every household's questionnaire a record. Usage: ``python prepare.py PACKAGE_DATA_DIR INPUT_DIR``.
"""

import shutil
import sys
from pathlib import Path

import duckdb

IDENTITIES = """'[{"namespace": "household_id", "id": "' || household_id || '", "primary": true}]'"""

# A basket has no line numbers: lines are numbered in an order that every run gives alike.
EVENTS = f"""
    select
        basket_id || '-' || row_number() over (
            partition by basket_id order by product_id, quantity, sales_value, retail_disc, coupon_disc
        ) as event_id,
        'transactions' as dataset,
        'purchase' as event_type,
        transaction_timestamp as event_at,
        transaction_timestamp as ingested_at,
        {IDENTITIES} as identities,
        cast(basket_id as varchar) as order_id,
        cast(product_id as varchar) as product_id,
        quantity,
        cast(sales_value as decimal(18, 4)) as revenue,
        'USD' as currency,
        'store' as channel,
        null as campaign_id
    from 'transactions.parquet'
    union all by name
    select
        household_id || '-' || coupon_upc || '-' || row_number() over (
            partition by household_id, coupon_upc order by redemption_date, campaign_id
        ) as event_id,
        'coupon_redemptions' as dataset,
        'coupon_redeemed' as event_type,
        redemption_date as event_at,
        redemption_date as ingested_at,
        {IDENTITIES} as identities,
        cast(campaign_id as varchar) as campaign_id
    from 'coupon_redemptions.parquet'
    order by event_at, event_id
"""

# The questionnaire has no date; it is taken as known when the year begins.
RECORDS = f"""
    select
        'demographics' as dataset,
        cast(household_id as varchar) as record_id,
        {IDENTITIES} as identities,
        timestamp '2017-01-01' as ingested_at,
        age, income, home_ownership, marital_status, household_size, kids_count
    from 'demographics.parquet'
    order by record_id
"""

# Departments are left out: one category may stand in several of them.
PRODUCTS = """
    select
        cast(product_id as varchar) as product_id,
        product_type as name,
        product_category as category_path,
        brand
    from 'products.parquet'
    order by product_id
"""


def main(source: str, target: str) -> None:
    """Write the input directory anew and say how many rows each folder holds."""
    directory = Path(target).resolve()
    shutil.rmtree(directory, ignore_errors=True)
    queries = {"experience_events": EVENTS, "profile_records": RECORDS, "products": PRODUCTS}
    with duckdb.connect(config={"file_search_path": source}) as connection:
        for folder, query in queries.items():
            (directory / folder).mkdir(parents=True)
            path = directory / folder / f"{folder}.parquet"
            connection.execute(f"copy ({query}) to '{path}' (format parquet)")
            rows = connection.execute(f"select count(*) from '{path}'").fetchall()[0][0]
            print(f"{folder:20} {rows:>9,} rows")
    shutil.copytree(Path(__file__).parent / "settings", directory / "settings")


if __name__ == "__main__":
    main(*sys.argv[1:])
