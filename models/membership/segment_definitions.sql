{# Every audience as it was evaluated: its rule, the hash of the rule, and how many it holds. #}
{%- set definitions = compiled_segments() -%}
with

segment_evaluations as (

    select * from {{ ref('segment_evaluations') }}

),

definitions as (

    {% for definition in definitions -%}
    select
        '{{ definition.name }}' as segment,
        {{ text_literal(definition.text) }} as rule,
        '{{ local_md5(definition.text) }}' as definition_hash
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as segment,
        cast(null as {{ dbt.type_string() }}) as rule,
        cast(null as {{ dbt.type_string() }}) as definition_hash
    where false
    {% endfor %}
),

counted as (

    select
        segment,
        count(*) as member_count
    from segment_evaluations
    group by segment

),

final as (

    select
        definitions.segment,
        definitions.rule,
        definitions.definition_hash,
        cast(coalesce(counted.member_count, 0) as bigint) as member_count
    from definitions
    left join counted
        on definitions.segment = counted.segment

)

select * from final
