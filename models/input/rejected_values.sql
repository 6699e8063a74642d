{# Attributes whose value is not of the declared type: the row stays, the value becomes null. #}
with

int_profile_records__checked as (

    select * from {{ ref('int_profile_records__checked') }}

),

final as (

    {% for attribute in profile_attributes() -%}
    select
        dataset,
        record_id,
        ingested_at,
        '{{ attribute.name }}' as attribute,
        {{ attribute.name }}_text as submitted_value,
        {{ found_value(attribute.name, attribute.name ~ '_text', 'it should be of type ' ~ attribute.type) }} as explanation
    from int_profile_records__checked
    where
        row_status = 'accepted'
        and {{ attribute.name }} is null
        and {{ text_value(attribute.name ~ '_text') }} is not null
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        dataset,
        record_id,
        ingested_at,
        cast(null as {{ dbt.type_string() }}) as attribute,
        cast(null as {{ dbt.type_string() }}) as submitted_value,
        cast(null as {{ dbt.type_string() }}) as explanation
    from int_profile_records__checked
    where false
    {% endfor %}
)

select * from final
