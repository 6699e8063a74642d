{% macro clause_structs(definition) -%}
    {%- set structs, needs = [], segment_needs(definition.tree) -%}
    {%- for clause in definition.clauses -%}
        {%- set evidence = clause_evidence(clause, definition) -%}
        {%- do structs.append(as_struct({
            'clause_number': loop.index,
            'clause': text_literal(clause.at or 'the rule'),
            'rule': text_literal(('not ' if clause.is_negated else '') ~ rule_in_words(clause.rule)),
            'value': evidence.value,
            'is_met': evidence.is_met,
            'is_needed': needs[clause.at],
            'helps_alone': segment_sql(definition.tree, clause.at),
            'shortfall': evidence.shortfall,
            'distance': evidence.distance,
            'events': evidence.events,
        })) -%}
    {%- endfor -%}
    {{ return('[' ~ structs | join(', ') ~ ']') }}
{%- endmacro %}
