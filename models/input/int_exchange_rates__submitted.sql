{{ config(materialized='view') }}
{{ submitted_rows('exchange_rates', ['stg_demo_shop__exchange_rates']) }}
