{% macro export_ledgers(candidates) -%}
    {%- if not execute -%}
        {{ return([]) }}
    {%- endif -%}
    {{ return(run_query(
        "select table_name from information_schema.columns where table_schema = '" ~ candidates.schema
        ~ "' and column_name in ('record_key', 'row_hash', 'operation', 'batch_id') group by table_name having count(*) = 4 order by table_name"
    ).columns[0].values()) }}
{%- endmacro %}
