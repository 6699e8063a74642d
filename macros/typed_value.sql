{% macro typed_value(column, data_type) -%}
    {%- if data_type == 'timestamp' -%}
        {#- The engine goes on reading later texts without an offset in the zone that one names; so no name gets there. -#}
        case
            when
                not {{ regex_matches(column, "'[A-SU-Ya-su-y]'") }}
                or {{ regex_matches(column, "'(UTC|GMT|infinity)$'") }}
                then try_cast(try_cast({{ column }} as timestamptz) as timestamp)
        end
    {%- elif data_type == dbt.type_string() -%}
        {{ text_value(column) }}
    {%- elif data_type in ['bigint', 'date'] -%}
        {#- A cast alone rounds 3.7 and reads a date from the beginning of a text. -#}
        case
            when {{ regex_matches(
                text_value(column), "'^[+-]?[0-9]+$'" if data_type == 'bigint'
                else "'^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00:00(Z|[+]00(:?00)?)?)?$'"
            ) }}
                then try_cast({{ text_value(column) }} as {{ data_type }})
        end
    {%- else -%}
        try_cast({{ text_value(column) }} as {{ data_type }})
    {%- endif -%}
{%- endmacro %}
