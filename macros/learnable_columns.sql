{% macro learnable_columns(relation) -%}
    {%- set labelled = labelled_columns() -%}
    {%- for node in graph.get('nodes', {}).values() if node.name == relation -%}
        {%- for column in node.columns.values() -%}
            {%- if column.name not in labelled -%}
                {{ column.name }}
            {%- elif column.name in ['profile_id', 'event_id', 'dataset', 'event_type', 'event_at', 'identity_id'] -%}
                {{ exceptions.raise_compiler_error(
                    "The column " ~ column.name ~ " of events has the label " ~ no_data_science() ~ ", but without it nothing can be learned from"
                    ~ " an event. Take the label away, or give it to datasets (settings table datasets, usage_labels)."
                ) }}
            {%- else -%}
                cast(null as {{ column.data_type }}) as {{ column.name }}
            {%- endif -%}
            {{ ',\n' if not loop.last }}
        {%- endfor -%}
    {%- else -%}
        *
    {%- endfor -%}
{%- endmacro %}
