{% macro labelled(labels, where_from) -%}
    {%- set found = [] -%}
    {%- for label in labels -%}
        {%- do found.append(
            {'label': label, 'from': where_from} if label is string else {'label': label.label, 'from': where_from ~ label['from']}
        ) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
