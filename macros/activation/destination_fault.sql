{% macro destination_fault(destination, dataset_labels) -%}
    {%- set purposes = consent_defaults() | list -%}
    {%- if destination.purpose not in purposes -%}
        {{ return(
            'purpose: ' ~ ("found '" ~ destination.purpose ~ "'" if destination.purpose else 'there is none')
            ~ '; say what people consented to: allowed are ' ~ purposes | join(', ')
        ) }}
    {%- endif -%}
    {%- set labels = field_labels(dataset_labels) -%}
    {%- set found = [] -%}
    {%- for column in destination.columns -%}
        {%- if column.field -%}
            {%- do found.extend(labelled(labels.get(column.field, []), 'column ' ~ column.name ~ ' <- ')) -%}
        {%- else -%}
            {%- for row in dataset_labels if row.primary_namespace == column.namespace -%}
                {%- do found.append({'label': row.label, 'from': 'column ' ~ column.name ~ ' <- identities of dataset ' ~ row.dataset}) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for segment in destination.segments -%}
        {%- do found.extend(segment_labels(segment, labels)) -%}
    {%- endfor -%}
    {%- for row in found if row.label not in destination.may_receive -%}
        {{ return(
            "it may not receive what is labelled '" ~ row.label ~ "': " ~ row['from'] ~ '; leave that out, or name the label under may_receive, which has '
            ~ (destination.may_receive | join(', ') or 'none')
        ) }}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro %}
