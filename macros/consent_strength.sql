{% macro consent_strength(value) -%}
    case {{ value }} when 'out' then 3 when 'in' then 2 when 'pending' then 1 end
{%- endmacro %}
