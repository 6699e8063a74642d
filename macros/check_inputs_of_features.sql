{% macro check_inputs_of_features() -%}
    {%- set declarations = ['cuts', 'declared_affinities', 'declared_horizons', 'declared_predictions'] -%}
    {#- Who takes from them what was known at each cut, and only what labels let models see. -#}
    {%- set gates = {
        'build_clock': ['int_feature_events'],
        'int_datasets': ['int_feature_events', 'int_unscored_profiles'],
        'int_identities': ['int_unscored_profiles'],
        'int_product_categories': ['int_item_events'],
        'int_profile_names': ['int_known_profiles'],
        'int_snapshots': ['int_known_profiles'],
        'judged_horizons': ['ftr_lifetime_values'],
        'profile_events': ['int_feature_events', 'int_unscored_profiles'],
    } -%}
    {%- for id in model.depends_on.nodes -%}
        {%- set name, fqn = id.split('.') | last, graph.nodes.get(id, {}).get('fqn', []) -%}
        {%- set is_of_features = 'features' in fqn and 'outcomes' not in fqn and columns_of_time(names_of_columns(ref(name))) -%}
        {%- if not is_of_features and name not in declarations and model.name not in gates.get(name, []) -%}
            {{ exceptions.raise_compiler_error(
                model.name ~ " reads " ~ name ~ ", which says what is known now and not since when, or what labels keep from models: features"
                ~ " have to be the same at a cut whatever came after it. Read int_feature_events, or what is made of it, before the cut."
                ~ " What holds for ever, as a catalogue does, is named with its reader in macros/check_inputs_of_features.sql."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
