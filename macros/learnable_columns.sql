{% macro learnable_columns(relation) -%}
    {%- set labelled = labelled_columns() -%}
    {%- for node in graph.get('nodes', {}).values() if node.name == relation -%}
        {%- for column in node.columns.values() -%}
            {%- if column.name not in labelled -%}
                {{ column.name }}
            {%- elif column.name in ['profile_id', 'event_id', 'dataset', 'event_type', 'event_at', 'identity_id'] -%}
                {{ exceptions.raise_compiler_error(
                    "A column " ~ column.name ~ " has the label " ~ no_data_science() ~ " in the description of a staging, input or profile model, and"
                    ~ " labels count by name; but without the " ~ column.name ~ " of events nothing can be learned. Take the label away, or give it"
                    ~ " to datasets (settings table datasets, usage_labels)."
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
