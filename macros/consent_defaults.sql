{% macro consent_defaults() -%}
    {%- set defaults = {'general': 'in', 'email': 'out', 'phone': 'out', 'ads': 'out', 'sale_sharing': 'out'} -%}
    {%- for purpose, value in (var('consent_defaults') or {}).items() -%}
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
