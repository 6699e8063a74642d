{#
    Timestamp-ordered merge, attribute by attribute: the newest value that is not null wins; ties go to the dataset of
    better rank, then by name, so that every build decides alike.
#}
with

int_profile_fragments as (

    select * from {{ ref('int_profile_fragments') }}

),

attribute_values as (

    {% for attribute in profile_attributes() -%}
    select
        profile_id,
        '{{ attribute.name }}' as attribute,
        cast({{ attribute.name }} as {{ dbt.type_string() }}) as attribute_value,
        dataset,
        record_id,
        merge_rank,
        row_at,
        ingested_at
    from int_profile_fragments
    where {{ attribute.name }} is not null
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        profile_id,
        cast(null as {{ dbt.type_string() }}) as attribute,
        cast(null as {{ dbt.type_string() }}) as attribute_value,
        dataset,
        record_id,
        merge_rank,
        row_at,
        ingested_at
    from int_profile_fragments
    where false
    {% endfor %}
),

ranked as (

    select
        *,
        row_number() over (
            partition by profile_id, attribute
            order by row_at desc, ingested_at desc, merge_rank nulls last, dataset, record_id
        ) as value_rank
    from attribute_values

),

final as (

    select
        profile_id,
        attribute,
        attribute_value,
        dataset,
        record_id,
        row_at,
        'timestamp_ordered' as merge_method
    from ranked
    where value_rank = 1

)

select * from final
