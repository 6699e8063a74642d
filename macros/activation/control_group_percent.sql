{% macro control_group_percent() -%}
    {%- set percent = var('control_group_percent') or 0 -%}
    {%- if percent is boolean or percent is not number or not 0 <= percent <= 50 -%}
        {{ exceptions.raise_compiler_error("control_group_percent is '" ~ percent ~ "'. Give a number from 0 (no control group) to 50.") }}
    {%- endif -%}
    {{ return(percent) }}
{%- endmacro %}
