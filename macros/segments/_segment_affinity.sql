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
    {%- set comparison = {} -%}
    {%- for key in rule if key not in ['affinity', 'item'] -%}
        {%- do comparison.update({key: rule[key]}) -%}
    {%- endfor -%}
    {%- set measure, possible, example, place = 'affinity', [0, 1], '{gte: 0.5}', at -%}
    {%- if comparison.keys() | list == ['rank'] -%}
        {%- set measure, possible, example, place = 'rank', [1, 1000000000], '{lte: 3}', rule_place(at, 'rank') -%}
        {%- set comparison = rule.rank -%}
    {%- elif not comparison -%}
        {%- set comparison = {'missing': false} -%}
    {%- endif -%}
    {%- set operator, operand, _ = rule_one_comparison(comparison, example, place, scope) -%}
    {%- set column = 'affinities__' ~ local_md5(measure ~ condition) -%}
    {%- do scope.affinities.update({column: {'condition': condition, 'measure': measure}}) -%}
    {%- set clause = _segment_compared(column, 'number', comparison, rule_place(place, operator), scope) -%}
    {%- do check_possible(operator, operand, possible, rule_place(place, operator), scope) if operator != 'missing' -%}
    {{ return(clause) }}
{%- endmacro %}
