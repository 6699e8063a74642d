{% macro segment_definition(name, path, raw_code, known_segments, language=none) -%}
    {%- set raw_code = raw_code.replace('\r\n', '\n') -%}
    {%- set scope = dict(
        language or rule_language(), subject="segment '" ~ name ~ "' (" ~ path ~ ')', name=name, path=path, known_segments=known_segments, clauses=[],
        events={}, sequences={}, identities={}, affinities={}, segments={}, changes={}
    ) -%}
    {%- if not modules.re.fullmatch('[a-z][a-z0-9_]*', name) -%}
        {{ rule_error(scope, '', 'the file has a name that no view can have',
            'use lower-case letters, digits and underscores, beginning with a letter') }}
    {%- endif -%}
    {%- set block = modules.re.search(
        '\\{%-?\\s*call\\s+segment\\(\\s*\\)\\s*-?%\\}(.*)\\{%-?\\s*endcall\\s*-?%\\}', raw_code, modules.re.DOTALL
    ) -%}
    {%- if block is none -%}
        {{ rule_error(scope, '', 'the file has no rule', 'write it between call segment() and endcall tags') }}
    {%- endif -%}
    {%- set before, after = raw_code[:block.start()], raw_code[block.end():] -%}
    {%- if modules.re.match('\ufeff', before) -%}
        {{ rule_error(scope, 'line 1', 'the file begins with a byte order mark', 'save it as UTF-8 without one') }}
    {%- endif -%}
    {%- set only_config = '\\s*(\\{\\{\\s*config\\(((?!\\)\\s*\\}\\}).)*\\)\\s*\\}\\}\\s*)?' -%}
    {%- if after.strip() or not modules.re.fullmatch(only_config, before, modules.re.DOTALL) -%}
        {{ rule_error(scope, '', 'the file holds more than the rule',
            'only config(…) may stand before the call, and nothing after endcall') }}
    {%- endif -%}
    {%- set text = block.group(1).strip() -%}
    {%- if '{{' in text or '{%' in text or '{#' in text -%}
        {{ rule_error(scope, '', 'the rule holds Jinja', 'a rule is plain YAML; write the values themselves') }}
    {%- endif -%}
    {#- The first line keeps its indentation: the others may have the same. -#}
    {%- set body = modules.re.sub('^( *\n)+', '', block.group(1).rstrip()) -%}
    {%- set first_line = 1 + raw_code[:block.end(1) - block.group(1).lstrip() | length].count('\n') -%}
    {%- set rule = segment_rule(body, first_line, scope) -%}
    {%- set examples = rule.pop('examples', none) -%}
    {%- set tree = segment_condition(rule, '', scope) -%}
    {%- do scope.update({'text': text, 'tree': tree, 'condition': segment_sql(tree), 'hash': local_md5(rule | string), 'examples': examples}) -%}
    {{ return(scope) }}
{%- endmacro %}
