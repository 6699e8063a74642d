{% macro counted_segments(relation) -%}
    {%- set counted = [] -%}
    {%- for definition in compiled_segments() -%}
        {%- do counted.append(as_struct({
            'segment': text_literal(definition.name),
            'rule': text_literal(definition.text),
            'definition_hash': text_literal(definition.hash),
            'member_count': 'count(case when in__' ~ definition.name ~ ' then 1 end)',
        })) -%}
    {%- endfor -%}
    select
        {% if counted -%}
            {{ unnested_structs('[' ~ counted | join(', ') ~ ']') }},
        {% else -%}
            cast(null as {{ dbt.type_string() }}) as segment,
            cast(null as {{ dbt.type_string() }}) as rule,
            cast(null as {{ dbt.type_string() }}) as definition_hash,
            cast(null as bigint) as member_count,
        {% endif -%}
        count(*) as profile_count
    from {{ relation }}
    {% if not counted -%}
        having false
    {%- endif -%}
{%- endmacro %}
