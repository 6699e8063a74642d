{% macro why_unknown(columns, otherwise='') -%}
    {%- set labelled = labelled_columns() | select('in', columns) | list -%}
    {{ return('; ' ~ labelled | join(', ') ~ ' has the label ' ~ no_data_science() if labelled else otherwise) }}
{%- endmacro %}
