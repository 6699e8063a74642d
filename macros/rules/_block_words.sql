{% macro _block_words(text, first_line, scope) -%}
    {%- set quoted = '"(?:[^"\\\\\\n]|\\\\[^\\n])*"|\'(?:[^\'\\n]|\'\')*\'' -%}
    {%- set plain_start = '(?!(?:---|[.]{3})(?:[ \\n]|$))(?:[^ \\n?:,\\[\\]{}#&*!|>\'"%@`-]|-(?=[^ \\n,\\[\\]{}]))' -%}
    {#- Within brackets a comma or bracket ends a text, elsewhere only a colon, a comment or the line does. -#}
    {%- set plain = [
        plain_start ~ '(?:[^\\n:#]|:(?=[^ \\n])|(?<! )#)*', plain_start ~ '(?:[^\\n:#,\\[\\]{}]|:(?=[^ \\n,\\[\\]{}])|(?<! )#)*'
    ] -%}
    {%- set sign = ['[ \\n]+|#[^\\n]*|-(?=[ \\n]|$)|:(?=[ \\n]|$)|[\\[{]', '[ \\n]+|#[^\\n]*|[:,\\[\\]{}]'] -%}
    {%- set words = [] -%}
    {%- set at = namespace(position=0, depth=0) -%}
    {%- for _ in text if at.position < text | length -%}
        {%- set context = 1 if at.depth else 0 -%}
        {%- set found = modules.re.compile('(?P<quoted>' ~ quoted ~ ')|(?P<plain>' ~ plain[context] ~ ')|' ~ sign[context])
            .match(text, at.position) -%}
        {%- set line = first_line + text[:at.position].count('\n') -%}
        {%- if not found or at.depth > 50 -%}
            {{ rule_error(scope, 'line ' ~ line, "found '" ~ text[at.position:].split('\n')[0] | truncate(60) ~ "'",
                'put quotes around a text that begins so, ending on its own line; anchors, aliases, tags, keys with a question mark'
                ~ ' and blocks of text are not understood') }}
        {%- endif -%}
        {%- if found.lastgroup -%}
            {%- do words.append({'text': found.group().rstrip(), 'line': line, 'is_plain': found.lastgroup == 'plain'}) -%}
        {%- endif -%}
        {%- set at.depth = at.depth + (found.group() in '[{') - (found.group() in ']}') -%}
        {%- set at.position = found.end() -%}
    {%- endfor -%}
    {{ return(words) }}
{%- endmacro %}
