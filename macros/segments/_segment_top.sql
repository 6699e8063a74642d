{% macro _segment_top(rule, at, scope) -%}
    {%- do rule_keys(rule, ['top'], at, scope) -%}
    {%- if rule.top is not mapping or ('count' in rule.top) == ('percent' in rule.top) -%}
        {{ rule_error(scope, at, "found '" ~ rule.top ~ "'", 'write how many by what, such as {by: churn_probability, percent: 5} or {by: …, count: 1000}') }}
    {%- endif -%}
    {%- do rule_keys(rule.top, ['by', 'count', 'percent', 'of', 'lowest'], at, scope) -%}
    {%- set numbers = [] -%}
    {%- for field, type in scope.fields.items() if type == 'number' -%}
        {%- do numbers.append(field) -%}
    {%- endfor -%}
    {%- if rule.top.by not in numbers -%}
        {{ rule_error(scope, rule_place(at, 'by'), "'" ~ rule.top.get('by', '') ~ "' is not a field that holds a number", allowed_names(rule.top.get('by', ''), numbers | sort)) }}
    {%- elif rule.top.get('lowest', true) is not true -%}
        {{ rule_error(scope, rule_place(at, 'lowest'), "found '" ~ rule.top.lowest ~ "'", 'write true, or leave it out') }}
    {%- endif -%}
    {%- set eligible = "general_consent != 'out' and " ~ rule.top.by ~ ' is not null' -%}
    {%- if 'of' in rule.top -%}
        {%- set audience = _segment_reference({'segment': rule.top.of}, rule_place(at, 'of'), scope) -%}
        {%- set eligible = audience.condition ~ ' and ' ~ eligible -%}
    {%- endif -%}
    {%- set among = 'case when ' ~ eligible ~ ' then ' ~ rule.top.by ~ ' end' -%}
    {%- set rank = 'row_number() over (order by ' ~ among ~ (' asc' if rule.top.lowest else ' desc') ~ ' nulls last, profile_id)' -%}
    {%- if 'count' in rule.top -%}
        {%- set most = rule_whole_number(rule.top.count, 'people', 1000000000, rule_place(at, 'count'), scope) -%}
    {%- else -%}
        {%- set percent = rule.top.percent -%}
        {%- if percent is boolean or percent is not number or not 0 < percent <= 100 -%}
            {{ rule_error(scope, rule_place(at, 'percent'), "found '" ~ percent ~ "'", 'give a number above 0, and 100 at most') }}
        {%- endif -%}
        {%- set most = 'ceil(count(' ~ among ~ ') over () * ' ~ percent ~ ' / 100)' -%}
    {%- endif -%}
    {{ return({'value': rule.top.by, 'condition': '(' ~ eligible ~ ' and ' ~ rank ~ ' <= ' ~ most ~ ')',
        'eligible': eligible, 'rank': rank, 'most': most}) }}
{%- endmacro %}
