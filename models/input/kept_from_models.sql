{#
    What labels keep from models. A version that was trained under others is one of another declaration: it retires.
#}
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
                nullif({{ text_literal(labelled_columns() | join(' ')) }}, ''),
                string_agg(dataset, ' ' order by dataset)
            ),
            ''
        ) as kept_from_models
    from int_datasets
    where {{ forbids_data_science('usage_labels') }}

)

select * from final
