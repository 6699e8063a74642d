{% macro evaluated_profiles(definitions) -%}
    {{ profile_measures(definitions) }}

    {% set levels = definitions | map(attribute='level') | unique | sort -%}
    {% for level in levels -%}
        profiles_{{ loop.index }} as (

            select
                {% for definition in definitions | selectattr('level', 'equalto', level) -%}
                    general_consent != 'out' and {{ definition.condition }} as in__{{ definition.name }},
                {% endfor -%}
                *
            from profiles_{{ loop.index0 }}

        ),

    {% endfor -%}

    evaluated_profiles as {{ inlined() }} (

        select * from profiles_{{ levels | length }}

    ),
{%- endmacro %}
