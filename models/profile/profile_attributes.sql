with

identity_graphs as (

    select * from {{ ref('identity_graphs') }}

),

profile_attribute_sources as (

    select * from {{ ref('profile_attribute_sources') }}

),

merged as (

    select
        {% for attribute in profile_attributes() -%}
            max(
                case
                    when attribute = '{{ attribute.name }}'
                        then cast(attribute_value as {{ attribute.data_type }})
                end
            ) as {{ attribute.name }},
        {% endfor -%}
        profile_id
    from profile_attribute_sources
    group by profile_id

),

final as (

    select
        identity_graphs.profile_id,
        {% for attribute in profile_attributes() -%}
            merged.{{ attribute.name }},
        {% endfor -%}
        merged.profile_id is not null as has_attributes
    from identity_graphs
    left join merged
        on identity_graphs.profile_id = merged.profile_id

)

select * from final
