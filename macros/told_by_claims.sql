{% macro told_by_claims(results) -%}
    {%- for result in results if execute and result.status in ['fail', 'warn'] and result.node.config.store_failures -%}
        {%- set found = run_query('select * from ' ~ result.node.relation_name ~ ' order by all limit 10') -%}
        {%- for row in found -%}
            {%- set said = [] -%}
            {%- for name, value in row.dict().items() if name == 'explanation' or 'explanation' not in found.column_names -%}
                {%- do said.append(value | string if name == 'explanation' else name ~ ' ' ~ value) -%}
            {%- endfor -%}
            {%- do print(result.status | string | upper ~ ' ' ~ result.node.name ~ ': ' ~ said | join(', ')) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
