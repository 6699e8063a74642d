{% macro segment_rule(text, first_line, scope) -%}
    {#- What stands in quotes and comments says nothing about the structure. -#}
    {%- set value_start = '(?m)((?:^[ \\t]*(?:- +)*|[\\[{,][ \\t]*|:[ \\t]+))' -%}
    {%- set bare = modules.re.sub(value_start ~ '("(?:[^"\\\\]|\\\\.)*"|\'(?:[^\']|\'\')*\')', "\\1''", text) -%}
    {%- set bare = modules.re.sub('(?m)(^|[ \\t])#.*$', '', bare) -%}
    {%- set unwanted = modules.re.search(value_start ~ '([&*!][^ \\n,\\]}]+|<<|[|>][+-]?[ \\t]*$)', bare) -%}
    {%- if unwanted -%}
        {{ rule_error(scope, '', "found '" ~ unwanted.group(2) ~ "'",
            'anchors, aliases, tags and blocks of text are not understood: write the rule out') }}
    {%- endif -%}
    {%- set disguised = modules.re.search(
        value_start ~ '([+-]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+|[1-9][0-9]*_[0-9_]*))[ \\t]*([\\],}]|$)', bare
    ) -%}
    {%- if disguised -%}
        {{ rule_error(scope, '', "found '" ~ disguised.group(2) ~ "', which YAML reads as another number",
            'write a number as usual, such as 10, or put quotes around a text') }}
    {%- endif -%}
    {%- set rule = fromyaml(text, 'unreadable') -%}
    {%- if rule is not mapping -%}
        {%- set lines = text.split('\n') -%}
        {%- set readable = [0] -%}
        {%- for count in range(1, lines | length + 1) if fromyaml(lines[:count] | join('\n'), 'unreadable') != 'unreadable' -%}
            {%- do readable.append(count) -%}
        {%- endfor -%}
        {{ rule_error(scope, '',
            'the rule is not YAML from line ' ~ (first_line + readable[-1]) ~ ' on (' ~ lines[readable[-1]].strip() ~ ')'
            if rule == 'unreadable' else 'the rule is not a mapping',
            'it begins with all:, any:, none:, field:, event: or segment:, and a text that holds a colon stands in quotes'
        ) }}
    {%- endif -%}
    {#- YAML lets the last of two equal keys win without a word; half a rule would vanish. -#}
    {%- set written = modules.re.findall('(?m)(?:^[ \\t]*(?:- +)*|[{,][ \\t]*)([^ \\t\\n:{}\\[\\],\'"][^\\n:{}\\[\\],\'"]*?) *:(?=\\s|$)', bare) -%}
    {%- set understood = segment_keys(rule) -%}
    {%- for key in understood if written.count(key) != understood.count(key) -%}
        {{ rule_error(scope, '',
            "the key '" ~ key ~ "' stands twice at one place" if written.count(key) > understood.count(key)
            else "the key '" ~ key ~ "' is not written plainly",
            'keep one, or write two rules under all:' if written.count(key) > understood.count(key)
            else 'write keys without quotes, each followed by a colon and a space'
        ) }}
    {%- endfor -%}
    {{ return(rule) }}
{%- endmacro %}
