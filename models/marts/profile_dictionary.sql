{# What each column of customer_profiles means here, with this build's declarations. #}
with

final as (

    {% for field in profile_fields() -%}
        select
            '{{ field.name }}' as column_name,
            '{{ field.type }}' as column_type,
            '{{ field.origin }}' as declared_under,
            {{ text_literal(field.description) }} as description
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from final
