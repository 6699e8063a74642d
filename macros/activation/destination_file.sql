{% macro destination_file(declared, scope) -%}
    {%- set file = {'format': 'csv', 'delimiter': ',', 'null_text': '', 'header': true, 'gzip': false, 'rows_per_file': 5000000} -%}
    {%- do rule_keys(declared, file | list, 'file', scope) -%}
    {%- do file.update(declared) -%}
    {%- if file.format not in ['csv', 'parquet', 'ndjson'] -%}
        {{ rule_error(scope, 'file.format', "found '" ~ file.format ~ "'", 'allowed are csv, parquet, ndjson') }}
    {%- endif -%}
    {%- for option in ['delimiter', 'null_text', 'header'] if option in declared and file.format != 'csv' -%}
        {{ rule_error(scope, 'file.' ~ option, file.format ~ ' has none', 'leave it out, or write format: csv') }}
    {%- endfor -%}
    {%- if file.gzip and file.format == 'parquet' -%}
        {{ rule_error(scope, 'file.gzip', 'parquet is compressed already', 'leave it out') }}
    {%- endif -%}
    {%- for option in ['header', 'gzip'] if file[option] is not boolean -%}
        {{ rule_error(scope, 'file.' ~ option, "found '" ~ file[option] ~ "'", 'allowed are true, false') }}
    {%- endfor -%}
    {%- if file.delimiter is not string or not modules.re.fullmatch('[\t !#-~]', file.delimiter) -%}
        {{ rule_error(scope, 'file.delimiter', "found '" ~ file.delimiter ~ "'", 'give one ASCII character, such as ";" or "\\t", not a quote') }}
    {%- endif -%}
    {%- if file.null_text is not string or modules.re.search('["\\n\\r]', file.null_text) or file.delimiter in file.null_text -%}
        {{ rule_error(scope, 'file.null_text', "found '" ~ file.null_text ~ "'",
            'give a text such as "NULL" or "", without quotes, line breaks and the delimiter') }}
    {%- endif -%}
    {%- if file.rows_per_file is boolean or file.rows_per_file is not integer or file.rows_per_file < 1 -%}
        {{ rule_error(scope, 'file.rows_per_file', "found '" ~ file.rows_per_file ~ "'", 'give a whole number from 1') }}
    {%- endif -%}
    {{ return(file) }}
{%- endmacro %}
