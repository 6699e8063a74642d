{% macro score_band(score) -%}
    case
            when round({{ score }}) <= 24 then 'low'
            when round({{ score }}) >= 75 then 'high'
            when {{ score }} is not null then 'medium'
        end
{%- endmacro %}
