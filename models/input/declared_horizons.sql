{#
    The horizons of `lifetime_value` as rows, so that features and labels are plain joins; model_form as in
    declared_predictions.
#}
with

kept_from_models as (

    select * from {{ ref('kept_from_models') }}

),

declared as (

    {% for days in lifetime_value().horizons_days -%}
        select
            'lifetime_value_{{ days }}d' as insight,
            cast({{ days }} as integer) as horizon_days,
            {{ lifetime_value().net_of_refunds | lower }} as net_of_refunds,
            '{{ reporting_currency() }}' as currency,
            6 as model_form
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as insight,
        cast(null as integer) as horizon_days,
        cast(null as boolean) as net_of_refunds,
        cast(null as {{ dbt.type_string() }}) as currency,
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
