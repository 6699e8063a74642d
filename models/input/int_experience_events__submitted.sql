{{ config(materialized='view') }}
{{ submitted_rows('experience_events', [
    'stg_demo_shop__web_events',
    'stg_demo_shop__app_events',
    'stg_demo_shop__orders',
    'stg_demo_shop__refunds',
    'stg_demo_shop__email_events',
]) }}
