{% macro segment_repeated_keys(text, scope) -%}
    {#- YAML lets the last of two equal keys win without a word; half a rule would vanish. -#}
    {%- set open_keys = {} -%}
    {%- for line in text.split('\n') -%}
        {%- set found = modules.re.match('( *)((?:- +)*)([A-Za-z_]+) *:', line) -%}
        {%- if found -%}
            {%- set column = found.end(2) -%}
            {%- for other in open_keys | list if other > column or (found.group(2) and other >= found.end(1)) -%}
                {%- do open_keys.pop(other) -%}
            {%- endfor -%}
            {%- if found.group(3) in open_keys.get(column, []) -%}
                {{ rule_error(scope, '', "the key '" ~ found.group(3) ~ "' stands twice at one place",
                    'keep one, or write two rules under all:') }}
            {%- endif -%}
            {%- do open_keys.update({column: open_keys.get(column, []) + [found.group(3)]}) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
