{{ config(materialized='view') }}
{{ submitted_rows('profile_records', [
    'stg_demo_shop__crm_customers',
    'stg_demo_shop__loyalty_members',
]) }}
