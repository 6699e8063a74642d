{# The declarations of `predictions` as rows, so that features and labels are plain joins. #}
with

final as (

    {% for prediction in predictions() -%}
        select
            '{{ prediction.name }}' as insight,
            {{ text_literal(prediction.event) }} as event_type,
            '{{ prediction.outcome }}' as outcome,
            cast({{ prediction.window_days }} as integer) as window_days,
            nullif({{ text_literal(prediction.eligible_event or '') }}, '') as eligible_event,
            cast({{ prediction.eligible_within_days or 'null' }} as integer)
                as eligible_within_days,
            cast({{ prediction.lookback_days }} as integer) as lookback_days
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as insight,
        cast(null as {{ dbt.type_string() }}) as event_type,
        cast(null as {{ dbt.type_string() }}) as outcome,
        cast(null as integer) as window_days,
        cast(null as {{ dbt.type_string() }}) as eligible_event,
        cast(null as integer) as eligible_within_days,
        cast(null as integer) as lookback_days
    where false
    {% endfor %}
)

select * from final
