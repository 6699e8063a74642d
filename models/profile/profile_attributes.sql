with

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

int_attribute_values as (

    select * from {{ ref('int_attribute_values') }}

),

merged as (

    select
        {% for attribute in profile_attributes() -%}
            max(
                case
                    when attribute = '{{ attribute.name }}' and value_rank = 1
                        then cast(attribute_value as {{ attribute.data_type }})
                end
            ) as {{ attribute.name }},
            {% if attribute.all_values -%}
                {{ distinct_values_json(
                    "case when attribute = '" ~ attribute.name ~ "' then attribute_value end"
                ) }} as {{ attribute.all_values }},
            {% endif -%}
        {% endfor -%}
        profile_id
    from int_attribute_values
    group by profile_id

),

final as (

    select
        int_profiles.profile_id,
        {% for attribute in profile_attributes() -%}
            merged.{{ attribute.name }},
            {% if attribute.all_values -%}
                coalesce(merged.{{ attribute.all_values }}, '[]') as {{ attribute.all_values }},
            {% endif -%}
        {% endfor -%}
        merged.profile_id is not null as has_attributes
    from int_profiles
    left join merged
        on int_profiles.profile_id = merged.profile_id

)

select * from final
