{% macro demo_shop_source(name) -%}
    {%- if var('demo_shop_dir') -%}
        {{ parquet_file(var('demo_shop_dir') ~ '/' ~ name ~ '.parquet') }}
    {%- else -%}
        {{ ref('raw_' ~ name) }}
    {%- endif -%}
{%- endmacro %}
