{# Everything that is said of a profile, and the model that says it. #}
with

declared_predictions as (

    select * from {{ ref('declared_predictions') }}

),

final as (

    select
        insight,
        insight as model_insight,
        coalesce(
            'no ' || eligible_in_words
            || ' in the ' || eligible_within_days || ' days before as_of',
            ''
        ) as exclusion
    from declared_predictions
    {% for insight in value_insights() -%}
        union all
        select
            '{{ insight.name }}' as insight,
            '{{ insight.model }}' as model_insight,
            '{{ insight.exclusion }}' as exclusion
    {% endfor %}

)

select * from final
