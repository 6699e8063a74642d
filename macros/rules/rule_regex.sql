{% macro rule_regex(pattern, at, scope) -%}
    {#- What RE2 and Java read alike. An engine would stop half-way through a build at anything else. -#}
    {%- set open, quantified = [], namespace(is_allowed=false, position=0, fault=none) -%}
    {%- set token = modules.re.compile(
        '(?P<escape>\\\\(?:[dDsSwWbB]|[ -/:-@\\[-`{-~]))|(?P<class>\\[\\^?\\]?(?:[^\\]\\[\\\\]|\\\\(?:[dDsSwW]|[^A-Za-z0-9]))+\\])'
        '|(?P<open>\\((?:\\?:|\\?[ims]+\\))?)|(?P<close>\\))|(?P<quantifier>(?:[*+?]|\\{[0-9]{1,3}(?:,(?:[0-9]{1,3})?)?\\})\\??)|(?P<plain>[^\\\\\\[{*+?()])'
    ) -%}
    {%- for _ in pattern if quantified.position < pattern | length and not quantified.fault -%}
        {%- set found = token.match(pattern, quantified.position) -%}
        {%- set kind = found.lastgroup if found else none -%}
        {%- set text = found.group() if found else '' -%}
        {%- set is_option = kind == 'open' and text.endswith(')') -%}
        {%- set is_backward = namespace(found=false) -%}
        {%- for first, last in modules.re.findall('(.)-([^\\]])', text[1:-1] ~ ' ') if kind == 'class' -%}
            {%- set is_backward.found = is_backward.found or first > last or '\\' in (first, last) -%}
        {%- endfor -%}
        {#- Counts multiply where one holds another, and engines stop at a thousand. -#}
        {%- set counts = modules.re.findall('[0-9]+', text) | map('int') | list if kind == 'quantifier' else [] -%}
        {%- set is_odd_count = counts and (counts != counts | sort or counts | max > 1000 or '{' in pattern[:quantified.position]
            and pattern[quantified.position - 1] == ')') -%}
        {%- if not found or kind == 'quantifier' and not quantified.is_allowed or kind == 'close' and not open or is_backward.found or is_odd_count -%}
            {%- set quantified.fault = pattern[quantified.position:] -%}
        {%- else -%}
            {%- if kind == 'open' and not is_option -%}
                {%- do open.append(quantified.position) -%}
            {%- elif kind == 'close' -%}
                {%- do open.pop() -%}
            {%- endif -%}
            {%- set quantified.is_allowed = kind in ['escape', 'class', 'close', 'plain'] and text not in ['^', '$', '|', '\\b', '\\B'] -%}
            {%- set quantified.position = found.end() -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if quantified.fault or open -%}
        {{ rule_error(scope, at, "found '" ~ pattern ~ "', which is no regular expression from '" ~ (quantified.fault or pattern[open[0]:]) ~ "' on",
            'groups are closed, a quantifier follows what it counts; there is no look-ahead and no back-reference') }}
    {%- endif -%}
{%- endmacro %}
