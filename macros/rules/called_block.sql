{% macro called_block(raw_code, call, what, scope) -%}
    {%- set raw_code = raw_code.replace('\r\n', '\n') -%}
    {%- set block = modules.re.search(
        '\\{%-?\\s*call\\s+' ~ call ~ '\\(\\s*\\)\\s*-?%\\}(.*)\\{%-?\\s*endcall\\s*-?%\\}', raw_code, modules.re.DOTALL
    ) -%}
    {%- if block is none -%}
        {{ rule_error(scope, '', 'the file has no ' ~ what, 'write it between call ' ~ call ~ '() and endcall tags') }}
    {%- endif -%}
    {%- set before, after = raw_code[:block.start()], raw_code[block.end():] -%}
    {%- if modules.re.match('\ufeff', before) -%}
        {{ rule_error(scope, 'line 1', 'the file begins with a byte order mark', 'save it as UTF-8 without one') }}
    {%- endif -%}
    {%- set only_config = '\\s*(\\{\\{\\s*config\\(((?!\\)\\s*\\}\\}).)*\\)\\s*\\}\\}\\s*)?' -%}
    {%- if after.strip() or not modules.re.fullmatch(only_config, before, modules.re.DOTALL) -%}
        {{ rule_error(scope, '', 'the file holds more than the ' ~ what,
            'only config(…) may stand before the call, and nothing after endcall') }}
    {%- endif -%}
    {%- set text = block.group(1).strip() -%}
    {%- if '{{' in text or '{%' in text or '{#' in text -%}
        {{ rule_error(scope, '', 'the ' ~ what ~ ' holds Jinja', 'a ' ~ what ~ ' is plain YAML; write the values themselves') }}
    {%- endif -%}
    {#- The first line keeps its indentation: the others may have the same. -#}
    {{ return({
        'text': text,
        'body': modules.re.sub('^( *\n)+', '', block.group(1).rstrip()),
        'first_line': 1 + raw_code[:block.end(1) - block.group(1).lstrip() | length].count('\n'),
    }) }}
{%- endmacro %}
