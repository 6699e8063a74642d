{% macro segment_rule(text, first_line, scope) -%}
    {%- set odd = modules.re.search('[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ue000\\ufeff]', text) -%}
    {%- if odd -%}
        {{ rule_error(scope, _line_of(odd, text, first_line), 'found the character ' ~ tojson(odd.group()),
            'indent with spaces, and end a line with a plain line break') }}
    {%- endif -%}
    {#- What stands in quotes and comments says nothing about the structure; a mark takes its place. -#}
    {%- set value_start = '(?m)((?:^ *(?:- +)*|[\\[{,] *|: +))' -%}
    {%- set bare = modules.re.sub(
        value_start ~ '("(?:[^"\\\\\\n]|\\\\.)*"|\'(?:[^\'\\n]|\'\')*\')|(?:^|(?<= ))#.*$', '\\1\ue000', text
    ) -%}
    {%- set number = '[+-]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*'
        ~ '|[0-9][0-9_]*_[0-9_]*(?:\\.[0-9_]*)?|[0-9]*\\.[0-9_]*_[0-9_]*)' -%}
    {%- for pattern, what, allowed in [
        ('[&*!][^ \\n,\\]}]+|<<|[?](?=[ \\n]|$)|[|>][+-]?(?=[ \ue000]*$)', '', 'anchors, aliases, tags, keys with a question mark and blocks of text are not understood: write the rule out'),
        ('["\'].*|\ue000 *:(?![ \\n]|$).*', '', 'a text in quotes ends on its own line, and a colon behind it is followed by a space; put quotes around a text with a quote behind a comma'),
        (number ~ '(?=[ \ue000]*(?:[\\],}]|$))', ', which YAML reads as another number',
            'write a number as usual, such as 10, or put quotes around a text'),
    ] -%}
        {%- set unwanted = modules.re.search(value_start ~ '(' ~ pattern ~ ')', bare) -%}
        {%- if unwanted -%}
            {{ rule_error(scope, _line_of(unwanted, bare, first_line), "found '" ~ unwanted.group(2) ~ "'" ~ what, allowed) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set rule = fromyaml(text, 'unreadable') -%}
    {#- YAML lets the last of two equal keys win without a word; half a rule would vanish. So every key is counted. -#}
    {%- set colon = ':(?=[ \\n,\\[\\]{}]|$)' -%}
    {%- if rule is mapping and modules.re.findall(colon, bare) | length == segment_keys(rule) | length -%}
        {{ return(rule) }}
    {%- endif -%}
    {%- set lines, bare_lines = text.split('\n'), bare.split('\n') -%}
    {%- set readable, faulty = [0], [] -%}
    {%- for count in range(1, lines | length + 1) -%}
        {%- set part = fromyaml(lines[:count] | join('\n'), 'unreadable') -%}
        {%- if part != 'unreadable' -%}
            {%- do readable.append(count) -%}
            {%- if modules.re.findall(colon, bare_lines[:count] | join('\n')) | length != segment_keys(part) | length -%}
                {%- do faulty.append(count - 1) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if rule == 'unreadable' -%}
        {{ rule_error(scope, '',
            'the rule is not YAML from line ' ~ (first_line + readable[-1]) ~ ' on (' ~ lines[readable[-1]].strip() ~ ')',
            'it begins with all:, any:, none:, field:, event: or segment:, and a text that holds a colon stands in quotes') }}
    {%- elif rule is not mapping -%}
        {{ rule_error(scope, '', 'the rule is not a mapping', 'it begins with all:, any:, none:, field:, event: or segment:') }}
    {%- endif -%}
    {{ rule_error(scope, 'line ' ~ (first_line + faulty[0]),
        'a key stands twice at one place, or has no colon and space behind it (' ~ lines[faulty[0]].strip() ~ ')',
        'keep one, or write two rules under all:; a text that holds a colon stands in quotes') }}
{%- endmacro %}
