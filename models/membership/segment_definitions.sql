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
        '{{ definition.hash }}' as definition_hash
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as segment,
        cast(null as {{ dbt.type_string() }}) as rule,
        cast(null as {{ dbt.type_string() }}) as definition_hash
    where false
    {% endfor %}
),

final as (

    select
        definitions.segment,
        definitions.rule,
        definitions.definition_hash,
        cast(
            case definitions.segment
                {% for definition in definitions -%}
                    when '{{ definition.name }}'
                        then (select count(case when in__{{ definition.name }} then 1 end) from segment_evaluations)
                {% else -%}
                    when '' then 0
                {% endfor -%}
            end as bigint
        ) as member_count
    from definitions

)

select * from final
