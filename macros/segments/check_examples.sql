{% macro check_examples() -%}
    {%- set faults = [] -%}
    {%- for definition in compiled_segments() if execute and definition.examples is not none -%}
        {%- if definition.examples is string or definition.examples is mapping or definition.examples is not iterable or not definition.examples -%}
            {{ rule_error(definition, 'examples', "found '" ~ definition.examples ~ "'", 'list people, each with is_in: true or is_in: false') }}
        {%- endif -%}
        {%- for example in definition.examples -%}
            {%- set at = 'examples[' ~ loop.index0 ~ ']' -%}
            {%- if example is not mapping or example.is_in is not boolean -%}
                {{ rule_error(definition, at, "found '" ~ example ~ "'", 'an example says is_in: true or is_in: false') }}
            {%- endif -%}
            {%- set clauses = run_query(example_query(definition, example, at)).rows -%}
            {%- if clauses[0].is_in != example.is_in -%}
                {%- set told = ['consent general, which is out'] if clauses[0].general_consent == 'out' else [] -%}
                {%- for clause in clauses if clause.is_met != example.is_in -%}
                    {%- do told.append((clause.clause ~ ' (' ~ clause.rule ~ ') saw ' ~ (clause.value if clause.value is not none else 'nothing'))
                        ~ (', ' ~ clause.shortfall if clause.shortfall else '')) -%}
                {%- endfor -%}
                {%- do faults.append(
                    definition.subject ~ ', at ' ~ at ~ (' (' ~ example.name ~ ')' if example.name else '') ~ ': should be '
                    ~ ('in, but is not met: ' if example.is_in else 'out, but is met: ') ~ told | join('; ')
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if faults -%}
        {{ exceptions.raise_compiler_error(faults | join('\n')) }}
    {%- endif -%}
{%- endmacro %}
