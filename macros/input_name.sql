{% macro input_name() -%}
    {%- set path = var('input_dir') or var('demo_shop_dir') or 'the demo shop' -%}
    {#- One directory may be written in several ways. -#}
    {{ return(var('input_name') or modules.re.sub('^([.]/)+|/$', '', modules.re.sub('/([.]?/)*', '/', path))) }}
{%- endmacro %}
