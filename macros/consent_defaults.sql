{% macro consent_defaults() -%}
    {%- set defaults = {'general': 'in', 'email': 'out', 'phone': 'out', 'ads': 'out', 'sale_sharing': 'out'} -%}
    {%- set declared = var('consent_defaults') or {} -%}
    {%- if declared is not mapping -%}
        {{ exceptions.raise_compiler_error("consent_defaults: it should be a mapping from a purpose to a value, such as {email: pending}.") }}
    {%- endif -%}
    {%- for purpose, value in declared.items() -%}
        {%- if purpose not in defaults or value not in ['in', 'out', 'pending'] -%}
            {{ exceptions.raise_compiler_error(
                "consent_defaults: '" ~ purpose ~ ": " ~ value ~ "' is not known. Purposes are "
                ~ defaults | join(', ') ~ "; values are in, out, pending."
            ) }}
        {%- endif -%}
        {%- do defaults.update({purpose: value}) -%}
    {%- endfor -%}
    {{ return(defaults) }}
{%- endmacro %}
