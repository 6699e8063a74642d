{#
    `rejection_code` and `rejection_explanation` of a row: the first rule that it breaks, or null.
    rules: a list of (code, SQL condition, SQL text that explains).
#}
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
