{% macro data_provenance(relations) -%}
    {%- set found, namespaces = [], [] -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- do namespaces.extend(run_query(
            'select namespace from ' ~ relations.int_identity_namespaces ~ ' union select distinct namespace from ' ~ relations.int_identity_set_identities
            ~ ' order by all'
        ).columns[0].values()) -%}
        {%- set datasets = run_query(
            'select dataset, class, usage_labels from ' ~ relations.int_datasets ~ ' where usage_labels is not null order by dataset'
        ).rows -%}
        {%- if datasets -%}
            {%- set given = run_query('select distinct dataset, attribute from ' ~ relations.int_attribute_values ~ ' order by all').rows -%}
            {%- set seen = run_query(
                'select distinct dataset, namespace from ' ~ relations.int_identity_set_sightings ~ ' inner join '
                ~ relations.int_identity_set_identities ~ ' using (identity_set_id) order by all'
            ).rows -%}
        {%- endif -%}
        {%- for row in datasets -%}
            {%- for label in row.usage_labels.split() -%}
                {%- do found.append({
                    'dataset': row.dataset,
                    'class': row.class,
                    'label': label,
                    'attributes': given | selectattr('dataset', 'equalto', row.dataset) | map(attribute='attribute') | list,
                    'namespaces': seen | selectattr('dataset', 'equalto', row.dataset) | map(attribute='namespace') | list,
                }) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return({'labels': found, 'namespaces': namespaces}) }}
{%- endmacro %}
