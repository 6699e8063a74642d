{% macro normalised_identity(value, normalisation) -%}
    nullif(
        case {{ normalisation }}
            when 'lower' then lower({{ trimmed_text(value) }})
            when 'none' then {{ value }}
            else {{ trimmed_text(value) }}
        end,
        ''
    )
{%- endmacro %}
