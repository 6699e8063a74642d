{% macro _prediction_error(name, sentence) -%}
    {{ exceptions.raise_compiler_error("predictions: '" ~ name ~ "': " ~ sentence ~ ".") }}
{%- endmacro %}
