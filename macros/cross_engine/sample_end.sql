{% macro sample_end(share) -%}
    {{ return(adapter.dispatch('sample_end')(share)) }}
{%- endmacro %}

{% macro duckdb__sample_end(share) -%}
    case when {{ share }} < 1 then lower(lpad(to_hex(cast(floor({{ share }} * 4294967296) as bigint)), 8, '0')) else 'g' end
{%- endmacro %}
