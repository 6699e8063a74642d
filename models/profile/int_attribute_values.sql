{#
    Every value that a record offers for an attribute, in the order in which the merge policy prefers them. Where datasets
    have precedence, one that is not listed offers nothing. Ties go to the dataset of better rank, then by name, so that
    every build decides alike.
#}
with

int_profile_fragments as (

    select * from {{ ref('int_profile_fragments') }}

),

int_merge_rules as (

    select * from {{ ref('int_merge_rules') }}

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

final as (

    select
        attribute_values.profile_id,
        attribute_values.attribute,
        attribute_values.attribute_value,
        attribute_values.dataset,
        attribute_values.record_id,
        attribute_values.row_at,
        int_merge_rules.policy as merge_policy,
        int_merge_rules.method as merge_method,
        row_number() over (
            partition by attribute_values.profile_id, attribute_values.attribute
            order by
                int_merge_rules.rank asc,
                attribute_values.row_at desc,
                attribute_values.ingested_at desc,
                attribute_values.merge_rank asc nulls last,
                attribute_values.dataset asc,
                attribute_values.record_id asc
        ) as value_rank
    from attribute_values
    inner join int_merge_rules
        on
            attribute_values.attribute = int_merge_rules.attribute
            and coalesce(attribute_values.dataset = int_merge_rules.dataset, true)

)

select * from final
