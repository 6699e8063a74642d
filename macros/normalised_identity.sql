{% macro normalised_identity(value, normalisation) -%}
    nullif(
        case {{ normalisation }}
            when 'lower' then lower(trim({{ value }}))
            when 'none' then {{ value }}
            else trim({{ value }})
        end,
        ''
    )
{%- endmacro %}
