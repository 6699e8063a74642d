{# The declarations of `predictions` as rows, so that features and labels are plain joins. #}
with

final as (

    {% for prediction in predictions() -%}
    select
        '{{ prediction.name }}' as insight,
        {{ dbt.string_literal(dbt.escape_single_quotes(prediction.event)) }} as event_type,
        '{{ prediction.outcome }}' as outcome,
        cast({{ prediction.window_days }} as integer) as window_days,
        {% if prediction.eligible_event -%}
            {{ dbt.string_literal(dbt.escape_single_quotes(prediction.eligible_event)) }} as eligible_event,
        {%- else -%}
            cast(null as {{ dbt.type_string() }}) as eligible_event,
        {%- endif %}
        cast({{ prediction.lookback_days }} as integer) as lookback_days
    {{ 'union all' if not loop.last }}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as insight,
        cast(null as {{ dbt.type_string() }}) as event_type,
        cast(null as {{ dbt.type_string() }}) as outcome,
        cast(null as integer) as window_days,
        cast(null as {{ dbt.type_string() }}) as eligible_event,
        cast(null as integer) as lookback_days
    where false
    {% endfor %}
)

select * from final
