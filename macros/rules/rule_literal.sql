{% macro rule_literal(value, type, at, scope) -%}
    {%- if value is boolean -%}
        {{ rule_error(scope, at, 'found ' ~ value | lower,
            'YAML reads yes, no, on, off, true and false as booleans: put quotes around a text') }}
    {%- elif type in ['number', 'count'] -%}
        {%- if value is not number or value | string in ['inf', '-inf', 'nan'] -%}
            {{ rule_error(scope, at, "found '" ~ value ~ "'", 'write a number such as 0.6') }}
        {%- elif value | abs >= 10 ** 30 or type == 'count' and (value is not integer or value < 0) -%}
            {{ rule_error(scope, at, "found '" ~ value ~ "'",
                'write a whole number from 0, for it is compared with a count' if type == 'count' else 'write a number of 30 digits at most') }}
        {%- endif -%}
        {{ return(value | string) }}
    {%- elif type in ['date', 'timestamp'] -%}
        {%- set text = value.isoformat() if value.isoformat is defined else value | string -%}
        {%- if not is_moment(text) or type == 'date' and text | length > 10 -%}
            {{ rule_error(scope, at, "found '" ~ value ~ "'", 'write a date such as 2026-01-31'
                ~ (', or a time such as 2026-01-31T09:30:00Z' if type == 'timestamp' else '')) }}
        {%- endif -%}
        {{ return(moment(text) if type == 'timestamp' else "cast('" ~ text ~ "' as date)") }}
    {%- elif type == 'pattern' and value is string and not modules.re.search('[\\x00-\\x1f\\x7f]', value) -%}
        {%- do rule_regex(value, at, scope) -%}
    {%- elif value is not string or modules.re.search('[\\\\\\x00-\\x1f\\x7f]', value) -%}
        {{ rule_error(scope, at, "found '" ~ value ~ "'", 'write a text in quotes, without backslashes and control characters') }}
    {%- endif -%}
    {{ return(text_literal(value)) }}
{%- endmacro %}
