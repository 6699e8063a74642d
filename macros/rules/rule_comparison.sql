{% macro rule_comparison(expression, type, operator, value, at, scope, ignore_case=false) -%}
    {%- set texts = {
        'like': '{0} like {1}',
        'starts_with': 'left({0}, length({1})) = {1}',
        'ends_with': 'right({0}, length({1})) = {1}',
        'contains': 'position({1} in {0}) > 0',
        'regex': regex_matches('{0}', '{1}'),
    } -%}
    {%- set takes_list = operator in ['in', 'not_in', 'between', 'contains_any', 'contains_all'] -%}
    {%- set is_list = value is iterable and value is not string and value is not mapping -%}
    {%- set values = value if is_list else [value] -%}
    {%- set found = "found '" ~ ('[' ~ value | join(', ') ~ ']' if is_list else value) ~ "'" -%}
    {%- if operator not in rule_operators(type) -%}
        {{ rule_error(scope, at, "'" ~ operator ~ "' is not an operator for a " ~ type.replace('_', ' '), allowed_names(operator, rule_operators(type))) }}
    {%- endif -%}
    {%- if ignore_case is not boolean or ignore_case and (type != 'text' or operator == 'missing') -%}
        {{ rule_error(scope, at, "found 'ignore_case: " ~ ignore_case ~ "'", 'it is true or false, and goes with a comparison of texts') }}
    {%- endif -%}
    {%- if operator in ['is', 'missing'] and value is not boolean -%}
        {{ rule_error(scope, at, found, 'write true or false') }}
    {%- elif operator == 'missing' -%}
        {{ return(expression ~ (' is null' if value else ' is not null')) }}
    {%- elif operator == 'is' -%}
        {{ return('coalesce(' ~ expression ~ ' = ' ~ value | lower ~ ', false)') }}
    {%- elif operator == 'anniversary_within_days' -%}
        {%- set days = 0 if value == 0 and value is integer else rule_whole_number(value, 'days', 365, at, scope) -%}
        {{ return('coalesce(' ~ days_to_anniversary(expression, type, 'as_of', business_time_zone()) ~ ' <= ' ~ days ~ ', false)') }}
    {%- elif operator == 'size' -%}
        {%- set of, count, _ = rule_one_comparison(value, '{gte: 2}', at, scope) -%}
        {{ return(rule_comparison('len(' ~ json_list(expression, 'list') ~ ')', 'count', of, count, rule_place(at, of), scope)) }}
    {%- elif takes_list and (not is_list or not value or operator == 'between' and value | length != 2) -%}
        {{ rule_error(scope, at, found, 'write a list such as [1, 5]' ~ (', lowest and highest' if operator == 'between' else '')) }}
    {%- elif is_list and not takes_list -%}
        {{ rule_error(scope, at, found, operator ~ ' takes one value') }}
    {%- elif type == 'count' and operator == 'lt' and value == 0 -%}
        {{ rule_error(scope, at, found, 'no count is below 0: write eq: 0 for none at all') }}
    {%- endif -%}
    {%- set item_type = {'list': 'text', 'number_list': 'number'}.get(type, 'pattern' if operator == 'regex' else type) -%}
    {%- set literals = [] -%}
    {%- for item in values -%}
        {%- set place = at ~ '[' ~ loop.index0 ~ ']' if is_list else at -%}
        {%- set literal = rule_literal(item, item_type, place, scope) -%}
        {%- do literals.append(literal if not ignore_case else text_literal('(?i)' ~ item) if operator == 'regex' else 'lower(' ~ literal ~ ')') -%}
    {%- endfor -%}
    {%- set compared = 'lower(' ~ expression ~ ')' if ignore_case and operator != 'regex' else expression -%}
    {%- if operator == 'between' -%}
        {%- set ends = values if type in ['number', 'count'] else literals -%}
        {%- if ends[0] > ends[1] -%}
            {{ rule_error(scope, at, found, 'give the lowest first: nothing lies between these') }}
        {%- endif -%}
        {%- set test = compared ~ ' >= ' ~ literals[0] ~ ' and ' ~ compared ~ rule_upper_end('lte', value[-1], literals[-1], type) -%}
    {%- elif type in ['list', 'number_list'] -%}
        {%- set of = 'list_has_all' if operator == 'contains_all' else 'list_has_any' -%}
        {%- set test = of ~ '(' ~ json_list(compared, type) ~ ', [' ~ literals | join(', ') ~ '])' -%}
    {%- elif operator in texts -%}
        {%- set test = texts[operator].replace('{0}', compared).replace('{1}', literals[0]) -%}
    {%- elif operator in ['in', 'not_in'] -%}
        {%- set test = compared ~ (' in (' if operator == 'in' else ' not in (') ~ literals | join(', ') ~ ')' -%}
    {%- elif operator in ['gt', 'lte'] -%}
        {%- set test = compared ~ rule_upper_end(operator, value, literals[0], type) -%}
    {%- else -%}
        {%- set test = compared ~ ' ' ~ {'eq': '=', 'ne': '!=', 'gte': '>=', 'lt': '<'}[operator] ~ ' ' ~ literals[0] -%}
    {%- endif -%}
    {{ return('coalesce(' ~ test ~ ', false)') }}
{%- endmacro %}
