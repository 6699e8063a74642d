{% macro segment_error(scope, at, found, allowed) -%}
    {{ exceptions.raise_compiler_error(
        "segment '" ~ scope.name ~ "' (" ~ scope.path ~ ")" ~ (', at ' ~ at if at else '') ~ ': ' ~ found ~ '; '
        ~ allowed ~ '.'
    ) }}
{%- endmacro %}
