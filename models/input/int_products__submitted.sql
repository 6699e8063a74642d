{{ config(materialized='view') }}
{{ submitted_rows('products', ['stg_demo_shop__products']) }}
