{% macro next_batch(sent, clock) -%}
    {%- if flags.WHICH not in ['build', 'run'] -%}
        {{ return({'as_of': '1970-01-01', 'batch_id': ''}) }}
    {%- endif -%}
    {%- set now = run_query('select cast(as_of as ' ~ dbt.type_string() ~ ') as as_of from ' ~ clock).rows[0].as_of -%}
    {%- set last = run_query(
        'select max(batch_id) as batch_id, cast(max(sent_at) as ' ~ dbt.type_string() ~ ') as sent_at from ' ~ sent
    ).rows[0] if sent else {} -%}
    {%- if last.batch_id and now < last.sent_at -%}
        {{ exceptions.raise_compiler_error(
            sent ~ ' remembers what was sent at ' ~ last.sent_at ~ '; this build speaks for ' ~ now
            ~ '. What was sent stays sent. Build into another file: set DUCKDB_PATH.'
        ) }}
    {%- endif -%}
    {%- set number = (last.batch_id.split('-')[0] | int if last.batch_id else 0) + 1 -%}
    {{ return({'as_of': now, 'batch_id': '%06d' % number ~ '-' ~ modules.re.sub('[^0-9T]', '', now.replace(' ', 'T'))[:15]}) }}
{%- endmacro %}
