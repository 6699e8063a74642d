{#
    The declaration of `affinities` as a row for each kind of item, so that features and labels are plain joins; model_form
    as in declared_predictions.
#}
with

kept_from_models as (

    select * from {{ ref('kept_from_models') }}

),

declared as (

    {% for kind in affinities().of -%}
        select
            '{{ kind }}_affinity' as insight,
            cast({{ affinities().window_days }} as integer) as window_days,
            cast({{ affinities().max_items }} as integer) as max_items,
            cast({{ affinities().category_level if kind == 'category' else 'null' }} as integer)
                as category_level,
            4 as model_form
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as insight,
        cast(null as integer) as window_days,
        cast(null as integer) as max_items,
        cast(null as integer) as category_level,
        cast(null as integer) as model_form
    where false
    {% endfor %}
),

final as (

    select
        declared.*,
        kept_from_models.kept_from_models
    from declared
    inner join kept_from_models
        on declared.insight = kept_from_models.kind

)

select * from final
