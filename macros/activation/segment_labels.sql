{% macro segment_labels(segment, labels) -%}
    {%- set definition = compiled_segments() | selectattr('name', 'equalto', segment) | first -%}
    {%- set found = [] -%}
    {%- for clause in definition.clauses -%}
        {%- set own = 'segment ' ~ segment ~ ', ' ~ (clause.at or 'the rule') ~ ' <- ' -%}
        {%- if 'field' in clause.rule -%}
            {%- do found.extend(labelled(labels.get(clause.rule.field, []), own)) -%}
        {%- elif 'top' in clause.rule -%}
            {%- do found.extend(labelled(labels.get(clause.rule.top.by, []), own)) -%}
        {%- elif 'event' in clause.rule or 'affinity' in clause.rule or 'sequence' in clause.rule -%}
            {%- do found.extend(labelled(labels.events, own)) -%}
            {%- for part in [clause.rule] + clause.rule.get('sequence', []) -%}
                {%- for column in asked_event_columns(part) -%}
                    {%- do found.extend(labelled(labels.get('events ' ~ column, []), own)) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for other in definition.segments -%}
        {%- do found.extend(labelled(segment_labels(other, labels), 'segment ' ~ segment ~ ' <- ')) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
