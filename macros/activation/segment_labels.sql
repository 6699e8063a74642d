{% macro segment_labels(segment, labels) -%}
    {%- if 'segment ' ~ segment in labels -%}
        {{ return(labels['segment ' ~ segment]) }}
    {%- endif -%}
    {#- An audience may ask about its own past. -#}
    {%- do labels.update({'segment ' ~ segment: []}) -%}
    {%- set definition = compiled_segments() | selectattr('name', 'equalto', segment) | first -%}
    {%- set found = [] -%}
    {%- for clause in definition.clauses -%}
        {%- set own = 'segment ' ~ segment ~ ', ' ~ (clause.at or 'the rule') ~ ' <- ' -%}
        {%- if 'field' in clause.rule -%}
            {%- do found.extend(labelled(labels.get(clause.rule.field, []), own)) -%}
        {%- elif 'top' in clause.rule -%}
            {%- do found.extend(labelled(labels.get(clause.rule.top.by, []), own)) -%}
        {%- elif 'identity' in clause.rule -%}
            {%- do found.extend(labelled(labels.get('identities ' ~ clause.rule.identity, []), own)) -%}
        {%- elif 'event' in clause.rule or 'affinity' in clause.rule or 'sequence' in clause.rule -%}
            {%- do found.extend(labelled(labels.events, own)) -%}
            {%- for part in [clause.rule] + clause.rule.get('sequence', []) -%}
                {%- for column in asked_event_columns(part) -%}
                    {%- do found.extend(labelled(labels.get('events ' ~ column, []), own)) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set others = definition.segments | list + definition.changes.values() | map(attribute='segment') | list -%}
    {%- for other in others | unique if other != segment -%}
        {%- do found.extend(labelled(segment_labels(other, labels), 'segment ' ~ segment ~ ' <- ')) -%}
    {%- endfor -%}
    {%- do labels.update({'segment ' ~ segment: found}) -%}
    {{ return(found) }}
{%- endmacro %}
