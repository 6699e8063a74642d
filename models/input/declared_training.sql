{# The declaration of `training` as a row for each insight that has models. #}
with

final as (

    {% for insight, champion in training().champions.items() -%}
        select
            '{{ insight }}' as insight,
            '{{ training().retrain }}' as retrain,
            cast({{ training().after_days }} as integer) as after_days,
            {{ text_literal(champion) if champion else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
                as champion
        {% if not loop.last %}union all{% endif %}
    {% else -%}
    select
        cast(null as {{ dbt.type_string() }}) as insight,
        cast(null as {{ dbt.type_string() }}) as retrain,
        cast(null as integer) as after_days,
        cast(null as {{ dbt.type_string() }}) as champion
    where false
    {% endfor %}
)

select * from final
