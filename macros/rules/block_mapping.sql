{% macro block_mapping(block, what, begins, scope) -%}
    {%- set text, first_line = block.body, block.first_line -%}
    {%- set odd = modules.re.search('[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff]', text) -%}
    {%- if odd -%}
        {{ rule_error(scope, 'line ' ~ (first_line + text[:odd.start()].count('\n')), 'found the character ' ~ tojson(odd.group()),
            'use spaces, and end a line with a plain line break') }}
    {%- endif -%}
    {%- set words = _block_words(text, first_line, scope) -%}
    {%- set rule = fromyaml(text, 'unreadable') -%}
    {%- set scalars = block_scalars(rule) -%}
    {#- YAML lets the last of two equal keys win without a word; half a rule would vanish. So every word has to come back. -#}
    {%- if rule is mapping and words | length == scalars | length -%}
        {%- for word, value in zip(words, scalars) -%}
            {%- if word.is_plain and (value != word.text if value is string else value is number and value is not boolean
                and not modules.re.fullmatch('[+-]?(0|[1-9][0-9]*)([.][0-9]+)?', word.text)) -%}
                {{ rule_error(scope, 'line ' ~ word.line, "found '" ~ word.text ~ "', which YAML reads as " ~ value,
                    'write a number as usual, such as 10, or put quotes around a text') }}
            {%- endif -%}
        {%- endfor -%}
        {{ return(rule) }}
    {%- endif -%}
    {%- set lines = text.split('\n') -%}
    {%- set readable, faulty = [0], [] -%}
    {%- for count in range(1, lines | length + 1) -%}
        {%- set part = fromyaml(lines[:count] | join('\n'), 'unreadable') -%}
        {%- if part != 'unreadable' -%}
            {%- do readable.append(count) -%}
            {%- if words | selectattr('line', 'lt', first_line + count) | list | length != block_scalars(part) | length -%}
                {%- do faulty.append(count - 1) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if rule == 'unreadable' -%}
        {{ rule_error(scope, '',
            'the ' ~ what ~ ' is not YAML from line ' ~ (first_line + readable[-1]) ~ ' on (' ~ lines[readable[-1]].strip() ~ ')',
            'it begins with ' ~ begins ~ ', a text that holds a colon stands in quotes, and a date is one that there is') }}
    {%- elif rule is not mapping -%}
        {{ rule_error(scope, '', 'the ' ~ what ~ ' is not a mapping', 'it begins with ' ~ begins) }}
    {%- endif -%}
    {{ rule_error(scope, 'line ' ~ (first_line + faulty[0]),
        'a key stands twice at one place or has no value, or a text goes on in the next line (' ~ lines[faulty[0]].strip() ~ ')',
        'keep one, or write two rules under all:; a text that holds a comma or colon stands in quotes') }}
{%- endmacro %}
