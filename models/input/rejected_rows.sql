{%- set classes = canonical_classes() -%}
with

{% for class in classes %}
    int_{{ class }}__checked as (

        select * from {{ ref('int_' ~ class ~ '__checked') }}

    ),
{% endfor %}

final as (

    {% for class in classes %}
        select
            '{{ class }}' as class,
            {{ dataset_of(class) }} as dataset,
            rejection_code as code,
            rejection_explanation as explanation,
            raw_row
        from int_{{ class }}__checked
        where row_status = 'rejected'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
