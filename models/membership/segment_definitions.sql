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

counted as (

    select
        {% for definition in definitions -%}
            count(case when in__{{ definition.name }} then 1 end) as in__{{ definition.name }},
        {% endfor -%}
        count(*) as profile_count
    from segment_evaluations

),

final as (

    select
        definitions.segment,
        definitions.rule,
        definitions.definition_hash,
        cast(
            case definitions.segment
                {% for definition in definitions -%}
                    when '{{ definition.name }}' then counted.in__{{ definition.name }}
                {% else -%}
                    when '' then 0
                {% endfor -%}
            end as bigint
        ) as member_count
    from definitions
    cross join counted

)

select * from final
