{% macro destination_fault(destination, provenance) -%}
    {%- set namespaces = provenance.namespaces -%}
    {%- set purposes = consent_defaults() | list -%}
    {%- if destination.purpose not in purposes -%}
        {{ return(
            'purpose: ' ~ ("found '" ~ destination.purpose ~ "'" if destination.purpose else 'there is none')
            ~ '; say what people consented to: allowed are ' ~ purposes | join(', ')
        ) }}
    {%- endif -%}
    {%- for column in destination.columns if column.namespace and namespaces and column.namespace not in namespaces -%}
        {{ return("identities: '" ~ column.namespace ~ "' is not a namespace; " ~ allowed_names(column.namespace, namespaces)) }}
    {%- endfor -%}
    {%- set labels = field_labels(provenance.labels) -%}
    {%- set found = [] -%}
    {%- for column in destination.columns -%}
        {%- do found.extend(labelled(labels.get(column.field or 'identities ' ~ column.namespace, []), 'column ' ~ column.name ~ ' <- ')) -%}
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
