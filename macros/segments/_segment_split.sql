{% macro _segment_split(rule, at, scope) -%}
    {%- do rule_keys(rule, ['split'], at, scope) -%}
    {%- if rule.split is not mapping or 'below' not in rule.split -%}
        {{ rule_error(scope, at, "found '" ~ rule.split ~ "'", 'write a part of a hundred, such as {below: 10} or {name: spring_test, from: 50, below: 100}') }}
    {%- endif -%}
    {%- do rule_keys(rule.split, ['name', 'from', 'below'], at, scope) -%}
    {%- set first, end = rule.split.get('from', 0), rule.split.below -%}
    {%- if first is boolean or end is boolean or first is not number or end is not number or not 0 <= first < end <= 100 -%}
        {{ rule_error(scope, at, 'found from ' ~ first ~ ' below ' ~ end, 'give two numbers from 0 to 100, the lower first') }}
    {%- endif -%}
    {%- set name = rule_literal(rule.split.get('name', scope.name), 'text', rule_place(at, 'name'), scope) -%}
    {%- set share = hash_percent('concat(' ~ name ~ ", ':', profile_id)") -%}
    {{ return({'value': share, 'condition': '(' ~ share ~ ' >= ' ~ first ~ ' and ' ~ share ~ ' < ' ~ end ~ ')'}) }}
{%- endmacro %}
