{% macro check_known_since_when() -%}
    {#- Declarations, catalogues, and what says of itself from which moment on it is known. -#}
    {%- set lasting = [
        'build_clock', 'contents', 'declared_affinities', 'declared_horizons', 'declared_predictions', 'int_datasets', 'int_identities',
        'int_profile_names', 'judged_horizons', 'products',
    ] -%}
    {%- for id in model.depends_on.nodes if graph.nodes[id].name not in lasting -%}
        {%- set names = names_of_columns(ref(graph.nodes[id].name)) -%}
        {%- if 'outcomes' in graph.nodes[id].fqn or not ['cut_at', 'days_before_as_of', 'event_at'] | select('in', names) | list -%}
            {{ exceptions.raise_compiler_error(
                model.name ~ " reads " ~ graph.nodes[id].name ~ ", which says what is known now and not since when: features have to be the"
                ~ " same at a cut whatever came after it. Read profile_events, or what is made of it, before the cut."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
