{#
    A profile has an attribute wherever one of its records offers a value and the merge policy takes the record's dataset;
    one that has expired has none.
    A merge that loses values would leave a profile that looks only poorer, and nobody would see it.
#}
with

int_profile_fragments as (

    select * from {{ ref('int_profile_fragments') }}

),

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

int_merge_rules as (

    select * from {{ ref('int_merge_rules') }}

),

profile_attributes as (

    select * from {{ ref('profile_attributes') }}

),

precedence_rules as (

    select
        attribute as attribute_name,
        dataset
    from int_merge_rules
    where dataset is not null

),

ranked_attributes as (

    select distinct attribute_name
    from precedence_rules

),

offers as (

    {% for attribute in profile_attributes() -%}
        select distinct
            '{{ attribute.name }}' as attribute_name,
            dataset,
            profile_id
        from int_profile_fragments
        where {{ attribute.name }} is not null
        union all
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as attribute_name,
        dataset,
        profile_id
    from int_profile_fragments
    where false

),

offer_counts as (

    select
        offers.attribute_name,
        count(distinct offers.profile_id) as profile_count
    from offers
    inner join int_profiles
        on offers.profile_id = int_profiles.profile_id
    left join precedence_rules
        on
            offers.attribute_name = precedence_rules.attribute_name
            and offers.dataset = precedence_rules.dataset
    left join ranked_attributes
        on offers.attribute_name = ranked_attributes.attribute_name
    where
        ranked_attributes.attribute_name is null
        or precedence_rules.attribute_name is not null
    group by offers.attribute_name

),

merged_counts as (

    {% for attribute in profile_attributes() -%}
        select
            '{{ attribute.name }}' as attribute_name,
            count({{ attribute.name }}) as profile_count
        from profile_attributes
        union all
    {% endfor -%}
    select
        '(none)' as attribute_name,
        0 as profile_count

),

final as (

    select
        merged_counts.attribute_name,
        offer_counts.profile_count as offered_count,
        merged_counts.profile_count as merged_count
    from merged_counts
    left join offer_counts
        on merged_counts.attribute_name = offer_counts.attribute_name
    where coalesce(offer_counts.profile_count, 0) != merged_counts.profile_count

)

select * from final
