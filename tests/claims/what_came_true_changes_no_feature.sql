{#
    Models learn from relations that hold features beside what came true. Their features are those of the relations that
    know nothing of it.
#}
{{ config(store_failures=true, schema='quality') }}
{%- set relations = ['propensities', 'lifetime_values', 'affinities'] %}
with

{% for kind in relations -%}
    {%- set names = names_of_columns(ref('ftr_' ~ kind)) | join(', ') if execute else '*' -%}
    {{ kind }} as (

        select {{ names }} from {{ ref('ftr_labelled_' ~ kind) }}
        {{ 'where item_days_long is not null' if kind == 'affinities' }}
        except
        select {{ names }} from {{ ref('ftr_' ~ kind) }}

    ),

{% endfor -%}

final as (

    {% for kind in relations -%}
        select
            'ftr_labelled_{{ kind }}' as relation,
            'ftr_labelled_{{ kind }} has features, in ' || count(*) || ' rows, that are not those'
            || ' of ftr_{{ kind }}: make features there, before the cut.' as explanation
        from {{ kind }}
        having count(*) > 0
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from final
