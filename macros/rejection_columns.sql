{% macro rejection_columns(rules) -%}
    case
        {% for code, condition, explanation in rules -%}
            when {{ condition }} then '{{ code }}'
        {% endfor -%}
    end as rejection_code,
    case
        {% for code, condition, explanation in rules -%}
            when {{ condition }} then {{ explanation }}
        {% endfor -%}
    end as rejection_explanation
{%- endmacro %}
