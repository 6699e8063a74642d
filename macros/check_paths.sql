{% macro check_paths() -%}
    {%- for name in ['input_dir', 'input_name', 'settings_dir', 'demo_shop_dir'] if var(name) is not none -%}
        {%- if var(name) is not string or not var(name).strip() -%}
            {{ exceptions.raise_compiler_error(
                name ~ " is '" ~ var(name) ~ "', which is no text. Leave it out, or put quotes around it: --vars '{"
                ~ name ~ ': "2025-01-31"}\'.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
