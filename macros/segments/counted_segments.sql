{% macro counted_segments(relation) -%}
    {%- set counted = [] -%}
    {%- for definition in compiled_segments() -%}
        {%- do counted.append(as_struct({
            'segment': text_literal(definition.name),
            'rule': text_literal(definition.text),
            'definition_hash': text_literal(definition.hash),
            'mode': text_literal(definition.mode),
            'why_not_streaming': text_literal(definition.why_not_streaming) if definition.why_not_streaming else 'cast(null as ' ~ dbt.type_string() ~ ')',
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
            cast(null as {{ dbt.type_string() }}) as mode,
            cast(null as {{ dbt.type_string() }}) as why_not_streaming,
            cast(null as bigint) as member_count,
        {% endif -%}
        count(*) as profile_count
    from {{ relation }}
    {% if not counted -%}
        having false
    {%- endif -%}
{%- endmacro %}
