{% macro check_known_since_when() -%}
    {%- set lasting = [
        'build_clock', 'contents', 'declared_affinities', 'declared_horizons', 'declared_predictions', 'int_datasets', 'judged_horizons',
        'products',
    ] -%}
    {#- Who takes from them what was known at each cut. -#}
    {%- set readers = {'int_profile_names': 'int_known_profiles', 'int_identities': 'int_unscored_profiles'} -%}
    {%- for id in model.depends_on.nodes if graph.nodes[id].name not in lasting and readers.get(graph.nodes[id].name) != model.name -%}
        {%- if 'outcomes' in graph.nodes[id].fqn or not columns_of_time(names_of_columns(ref(graph.nodes[id].name))) -%}
            {{ exceptions.raise_compiler_error(
                model.name ~ " reads " ~ graph.nodes[id].name ~ ", which says what is known now and not since when: features have to be the"
                ~ " same at a cut whatever came after it. Read profile_events, or what is made of it, before the cut."
                ~ " A relation that holds for ever, as a catalogue does, is named in macros/check_known_since_when.sql."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
