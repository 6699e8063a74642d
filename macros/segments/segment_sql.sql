{% macro segment_sql(node, granted=none) -%}
    {%- if not node.group -%}
        {#- Under none, a condition helps where it does not hold. -#}
        {{ return(node.condition if node.at != granted else 'false' if node.is_negated else 'true') }}
    {%- endif -%}
    {%- set conditions = [] -%}
    {%- for member in node.members -%}
        {%- set condition = segment_sql(member, granted) -%}
        {%- do conditions.append('cast(' ~ condition ~ ' as integer)' if node.group == 'at_least' else condition) -%}
    {%- endfor -%}
    {%- if node.group == 'at_least' -%}
        {{ return('(' ~ conditions | join(' + ') ~ ' >= ' ~ node.at_least ~ ')') }}
    {%- endif -%}
    {{ return(('not ' if node.group == 'none' else '') ~ '(' ~ conditions | join(' and ' if node.group == 'all' else ' or ') ~ ')') }}
{%- endmacro %}
