{% macro dataset_labels(datasets, attribute_sources) -%}
    {%- set found = [] -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- set rows = run_query(
            'select dataset, class, primary_namespace, usage_labels from ' ~ datasets ~ ' where usage_labels is not null order by dataset'
        ).rows -%}
        {%- set given = run_query('select distinct dataset, attribute from ' ~ attribute_sources ~ ' order by all').rows if rows else [] -%}
        {%- for row in rows -%}
            {%- set attributes = given | selectattr('dataset', 'equalto', row.dataset) | map(attribute='attribute') | list -%}
            {%- for label in row.usage_labels.split() -%}
                {%- for attribute in attributes or [none] -%}
                    {%- do found.append({
                        'dataset': row.dataset, 'class': row.class, 'primary_namespace': row.primary_namespace, 'label': label, 'attribute': attribute,
                    }) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}
