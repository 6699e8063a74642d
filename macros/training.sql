{% macro training() -%}
    {%- set declared = var('training') or {} -%}
    {%- set scope = {'subject': 'training'} -%}
    {%- if declared is not mapping -%}
        {{ rule_error(scope, '', "found '" ~ declared ~ "'", 'write a mapping such as {retrain: auto, after_days: 30}') }}
    {%- endif -%}
    {%- do rule_keys(declared, ['retrain', 'after_days', 'champions', 'leaks_only_warn'], '', scope) -%}
    {%- set retrain = declared.get('retrain', 'auto') -%}
    {%- if retrain not in ['auto', 'always', 'never'] -%}
        {{ rule_error(scope, 'retrain', "found '" ~ retrain ~ "'", 'allowed are auto, always, never') }}
    {%- endif -%}
    {%- set after_days = rule_whole_number(declared.get('after_days', 30), 'days', 3650, 'after_days', scope) -%}
    {%- set champions = declared.get('champions') or {} -%}
    {%- if champions is not mapping -%}
        {{ rule_error(scope, 'champions', "found '" ~ champions ~ "'", 'write a mapping from an insight to a version of insights.model_versions') }}
    {%- endif -%}
    {%- set insights = predictions() | map(attribute='name') | list + value_insights() | map(attribute='model') | unique | reject('eq', 'engagement') | list -%}
    {%- for kind in affinities().of -%}
        {%- do insights.append(kind ~ '_affinity') -%}
    {%- endfor -%}
    {%- for insight, version in champions.items() -%}
        {%- if insight not in insights -%}
            {{ rule_error(scope, 'champions', "'" ~ insight ~ "' has no models", 'allowed are ' ~ insights | join(', ')) }}
        {%- endif -%}
        {%- if version is not string or not version -%}
            {{ rule_error(scope, 'champions, at ' ~ insight, "found '" ~ version ~ "'", 'give a version of insights.model_versions as text') }}
        {%- endif -%}
    {%- endfor -%}
    {%- set leaks_only_warn = declared.get('leaks_only_warn') or [] -%}
    {%- if leaks_only_warn is string or leaks_only_warn is mapping or leaks_only_warn is not iterable -%}
        {{ rule_error(scope, 'leaks_only_warn', "found '" ~ leaks_only_warn ~ "'", 'list insights such as [conversion]') }}
    {%- endif -%}
    {%- for insight in leaks_only_warn if insight not in insights -%}
        {{ rule_error(scope, 'leaks_only_warn', "'" ~ insight ~ "' has no models", 'allowed are ' ~ insights | join(', ')) }}
    {%- endfor -%}
    {%- set champion_of = {} -%}
    {%- for insight in insights -%}
        {%- do champion_of.update({insight: champions.get(insight)}) -%}
    {%- endfor -%}
    {{ return({'retrain': retrain, 'after_days': after_days, 'champions': champion_of, 'leaks_only_warn': leaks_only_warn}) }}
{%- endmacro %}
