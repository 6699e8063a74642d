{% macro _segment_affinity(rule, at, scope) -%}
    {%- set kinds = affinities().of | list -%}
    {%- if rule.affinity not in kinds -%}
        {{ rule_error(scope, rule_place(at, 'affinity'), "found '" ~ rule.affinity ~ "'", allowed_names(rule.affinity, kinds)) }}
    {%- elif 'item' not in rule -%}
        {{ rule_error(scope, at, 'the rule names no item', 'write item: and the name of a ' ~ rule.affinity ~ ', or a list of names') }}
    {%- endif -%}
    {%- set items = [rule.item] if rule.item is string else rule.item -%}
    {%- set condition = "insight = '" ~ rule.affinity ~ "_affinity' and "
        ~ rule_comparison('item', 'text', 'in', items, rule_place(at, 'item'), scope) -%}
    {%- set others = rule | reject('in', ['affinity', 'item']) | list -%}
    {%- if 'rank' in rule and others | length == 1 -%}
        {%- set measure, possible, comparison, place = 'rank', [1, 1000000000], rule.rank, rule_place(at, 'rank') -%}
    {%- else -%}
        {%- set measure, possible, comparison, place = 'affinity', [0, 1], {}, at -%}
        {%- for key in others -%}
            {%- do comparison.update({key: rule[key]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set operator, operand, _ = rule_one_comparison(comparison or {'missing': false}, '{gte: 0.5}', place, scope) -%}
    {%- set column = 'affinities__' ~ local_md5(measure ~ condition) -%}
    {%- do scope.affinities.update({column: {'condition': condition, 'measure': measure}}) -%}
    {%- set clause = _segment_compared(column, 'number', comparison or {'missing': false}, rule_place(place, operator), scope) -%}
    {%- do check_possible(operand, possible, rule_place(place, operator), scope) if operator != 'missing' -%}
    {{ return(clause) }}
{%- endmacro %}
