{#
    Models learn from, and are judged by, relations that hold features beside what came true. Their features are those of
    the relations that know nothing of it.
#}
{{ config(store_failures=true, schema='quality') }}
{%- set pairs = {
    'ftr_labelled_propensities': 'ftr_propensities',
    'ftr_labelled_lifetime_values': 'ftr_lifetime_values',
    'ftr_labelled_affinities': 'ftr_affinities',
    'ftr_engagement_outcomes': 'ftr_engagements'
} %}
with

{% for beside, features in pairs.items() -%}
    {%- set known = names_of_columns(ref(features)) if execute else [] -%}
    {%- set here = names_of_columns(ref(beside)) if execute else [] -%}
    {%- set shared = here | select('in', known) | join(', ') or '*' -%}
    changed_{{ loop.index }} as (

        select {{ shared }} from {{ ref(beside) }}
        {% if 'affinities' in beside -%}
            where coalesce(item_days_long, days_since_last) is not null
        {% endif -%}
        except
        select {{ shared }} from {{ ref(features) }}

    ),

{% endfor -%}

final as (

    {% for beside, features in pairs.items() -%}
        select
            '{{ beside }}' as relation,
            '{{ beside }} has features, in ' || count(*) || ' rows, that are not those'
            || ' of {{ features }}: make features there, before the cut.' as explanation
        from changed_{{ loop.index }}
        having count(*) > 0
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from final
