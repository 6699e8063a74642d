{% macro rule_error(scope, at, found, allowed) -%}
    {{ exceptions.raise_compiler_error(
        scope.subject ~ (', at ' ~ at if at else '') ~ ': ' ~ found ~ '; ' ~ allowed ~ '.'
    ) }}
{%- endmacro %}
