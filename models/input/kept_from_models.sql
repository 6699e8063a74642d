{#
    What labels keep from models. A version that was trained under others is one of another declaration: it retires.
#}
{%- set properties = event_properties() | map(attribute='name') | list -%}
{%- set made = ['order_key', 'reporting_revenue', 'category_path'] -%}
{%- set learned = var('canonical_columns').experience_events + properties + made -%}
{%- set labelled = labelled_columns() | select('in', learned) | list -%}
with

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

final as (

    select
        '{{ no_data_science() }}' as usage_label,
        nullif(
            concat_ws(
                ' ',
                nullif({{ text_literal(labelled | join(' ')) }}, ''),
                string_agg(dataset, ' ' order by dataset)
            ),
            ''
        ) as kept_from_models
    from int_datasets
    where
        class = 'time_series'
        and is_profile_enabled is not false
        and {{ forbids_data_science('usage_labels') }}

)

select * from final
