{% macro days_text(days) -%}
    {{ return(number_text(days) ~ " || case when " ~ days ~ " = 1 then ' day' else ' days' end") }}
{%- endmacro %}
