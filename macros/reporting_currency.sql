{% macro reporting_currency() -%}
    {%- set currency = var('reporting_currency') | string | trim | upper -%}
    {%- if not modules.re.fullmatch('[A-Z]{3}', currency) -%}
        {{ exceptions.raise_compiler_error(
            "reporting_currency is '" ~ var('reporting_currency') ~ "'; it should be an ISO 4217 code such as EUR."
        ) }}
    {%- endif -%}
    {{ return(currency) }}
{%- endmacro %}
