{{ config(materialized='view') }}
{{ submitted_rows('contents', ['stg_demo_shop__articles']) }}
