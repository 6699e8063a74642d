{{ config(materialized='view') }}
{{ submitted_rows('consents', ['stg_demo_shop__consents']) }}
