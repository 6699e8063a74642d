{#
    The declarations of `predictions` as rows, so that features and labels are plain joins. model_form is raised when
    what a stored model keeps changes: models of an earlier form retire, as those of another declaration do.
#}
with

kept_from_models as (

    select * from {{ ref('kept_from_models') }}

),

declared as (

    {% for prediction in predictions() -%}
        select
            '{{ prediction.name }}' as insight,
            {% for role, event in prediction.events.items() -%}
                nullif({{ text_literal(event.key if event else '') }}, '') as {{ role }}_event,
                nullif({{ text_literal(event.in_words if event else '') }}, '') as {{ role }}_in_words,
            {% endfor -%}
            '{{ prediction.outcome }}' as outcome,
            cast({{ prediction.window_days }} as integer) as window_days,
            {% for role, days in prediction.within_days.items() -%}
                cast({{ days or 'null' }} as integer) as {{ role }}_within_days,
            {% endfor -%}
            {% for reach in ['lookback_days', 'long_days', 'reach_days', 'other_days'] -%}
                cast({{ prediction[reach] }} as integer) as {{ reach }},
            {% endfor -%}
            3 as model_form
        {% if not loop.last %}union all{% endif %}
    {% else -%}
        select
            cast(null as {{ dbt.type_string() }}) as insight,
            {% for role in ['outcome', 'eligible', 'excluded'] -%}
                cast(null as {{ dbt.type_string() }}) as {{ role }}_event,
                cast(null as {{ dbt.type_string() }}) as {{ role }}_in_words,
            {% endfor -%}
            cast(null as {{ dbt.type_string() }}) as outcome,
            cast(null as integer) as window_days,
            cast(null as integer) as eligible_within_days,
            cast(null as integer) as excluded_within_days,
            {% for reach in ['lookback_days', 'long_days', 'reach_days', 'other_days'] -%}
                cast(null as integer) as {{ reach }},
            {% endfor -%}
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
        on kept_from_models.kind = 'people'

)

select * from final
