{% macro open_keys(sent) -%}
    {{ return(run_query(
        'select distinct deduplicated_by from (select deduplicated_by, operation, row_number() over (partition by deduplicated_by, record_key order by batch_id desc) as recency from '
        ~ sent ~ ") as changes where recency = 1 and operation = 'upsert' and deduplicated_by is not null"
    ).columns[0].values()) }}
{%- endmacro %}
