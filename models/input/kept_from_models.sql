{#
    What labels keep from each kind of model, of what it could learn. A version that was trained under others is one of
    another declaration: it retires. Other columns of events reach a model by a `where` alone, which a label forbids; the
    `channel` reaches engagement, which nothing is trained for.
#}
{%- set learned = {
    'people': ['revenue', 'reporting_revenue'],
    'product_affinity': ['product_id'],
    'category_affinity': ['product_id', 'category_path'],
    'content_affinity': ['content_id'],
} -%}
with

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

kinds as (

    {% for kind, columns in learned.items() -%}
        select
            '{{ kind }}' as kind,
            {{ text_literal(labelled_columns() | select('in', columns) | join(' ')) }} as labelled
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

datasets as (

    select string_agg(dataset, ' ' order by dataset) as datasets
    from int_datasets
    where
        class = 'time_series'
        and is_profile_enabled is not false
        and {{ forbids_data_science('usage_labels') }}

),

final as (

    select
        kinds.kind,
        nullif(concat_ws(' ', nullif(kinds.labelled, ''), datasets.datasets), '')
            as kept_from_models
    from kinds
    cross join datasets

)

select * from final
