{% macro _segment_circle(waiting) -%}
    {#- Each waits for another one that waits, so following them from any must come back to where it was. -#}
    {%- set path = [waiting | sort | first] -%}
    {%- for step in range(waiting | length) if path[-1] not in path[:-1] -%}
        {%- do path.append(waiting[path[-1]].segments | select('in', waiting) | first) -%}
    {%- endfor -%}
    {%- set circle = path[path.index(path[-1]):] -%}
    {%- set definition = waiting[circle[0]] -%}
    {{ rule_error(definition, definition.segments[circle[1]], 'the segment refers to itself (' ~ circle | join(' -> ') ~ ')',
        'ask about another segment, or take the line out') }}
{%- endmacro %}
