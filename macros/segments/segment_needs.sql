{% macro segment_needs(node, is_negated=false, groups=[]) -%}
    {%- if not node.group -%}
        {{ return({node.at: groups | join(' and ') or 'true'}) }}
    {%- endif -%}
    {%- set needs = {} -%}
    {%- set missing = groups + [segment_sql(node) if is_negated else 'not ' ~ segment_sql(node)] -%}
    {%- for member in node.members -%}
        {%- do needs.update(segment_needs(member, is_negated != (node.group == 'none'), missing)) -%}
    {%- endfor -%}
    {{ return(needs) }}
{%- endmacro %}
