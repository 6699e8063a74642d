{#
    Money must not appear or vanish between the accepted events and the events of profiles: what is not
    there belongs to datasets that do not feed the profile.
#}
with

accepted as (

    select
        experience_events.dataset,
        sum(experience_events.revenue) as revenue
    from {{ ref('experience_events') }}
    left join {{ ref('int_datasets') }}
        on experience_events.dataset = int_datasets.dataset
    where coalesce(int_datasets.is_profile_enabled, true)
    group by experience_events.dataset

),

kept as (

    select
        dataset,
        sum(revenue) as revenue
    from {{ ref('profile_events') }}
    group by dataset

),

final as (

    select
        accepted.dataset,
        accepted.revenue,
        kept.revenue as kept_revenue
    from accepted
    left join kept
        on accepted.dataset = kept.dataset
    where coalesce(accepted.revenue, 0) != coalesce(kept.revenue, 0)

)

select * from final
