{# Profiles that nothing but pseudonyms identify, after so many days without a sign of life. #}
{%- set expiry = pseudonymous_expiry() -%}
with

identity_map as (

    select * from {{ ref('identity_map') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

profiles as (

    select
        profile_id,
        bool_and(
            {%- if expiry %}
                namespace in ({{ text_list(expiry.namespaces) }})
            {%- else %}
                false
            {%- endif %}
        ) as is_pseudonymous,
        count(*) as identity_count,
        max(last_seen_at) as last_seen_at
    from identity_map
    group by profile_id

),

dated as (

    select
        *,
        last_seen_at + to_days({{ expiry.idle_days if expiry else 0 }}) as expired_at
    from profiles
    where is_pseudonymous

),

final as (

    select
        dated.profile_id,
        dated.identity_count,
        dated.last_seen_at,
        dated.expired_at
    from dated
    cross join build_clock
    where dated.expired_at <= build_clock.as_of

)

select * from final
