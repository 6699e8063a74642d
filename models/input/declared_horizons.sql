{# The horizons of `lifetime_value` as rows, so that features and labels are plain joins. #}
with

final as (

    {% for days in lifetime_value().horizons_days -%}
        select
            'lifetime_value_{{ days }}d' as insight,
            cast({{ days }} as integer) as horizon_days
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as insight,
        cast(null as integer) as horizon_days
    where false
    {% endfor %}
)

select * from final
