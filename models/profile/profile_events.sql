with

experience_events as (

    select * from {{ ref('experience_events') }}

),

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

identity_map as (

    select * from {{ ref('identity_map') }}

),

int_exchange_rate_periods as (

    select * from {{ ref('int_exchange_rate_periods') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

disabled_datasets as (

    select dataset
    from int_datasets
    where not is_profile_enabled

),

owners as (

    select
        int_identity_set_identities.identity_set_id,
        identity_map.identity_id,
        identity_map.profile_id
    from int_identity_set_identities
    inner join identity_map
        on int_identity_set_identities.identity_id = identity_map.identity_id
    where int_identity_set_identities.is_owner

),

final as (

    select
        owners.profile_id,
        experience_events.event_id,
        experience_events.dataset,
        experience_events.event_type,
        experience_events.event_at,
        experience_events.ingested_at,
        experience_events.identities,
        experience_events.order_id,
        experience_events.product_id,
        experience_events.quantity,
        experience_events.revenue,
        experience_events.currency,
        case
            when
                coalesce(experience_events.currency, '{{ reporting_currency() }}')
                = '{{ reporting_currency() }}'
                then experience_events.revenue
            else
                try_cast(
                    cast(experience_events.revenue as double) * int_exchange_rate_periods.rate
                    as decimal(18, 4)
                )
        end as reporting_revenue,
        experience_events.content_id,
        experience_events.campaign_id,
        experience_events.channel,
        experience_events.session_id,
        experience_events.properties,
        owners.identity_id
    from experience_events
    inner join owners
        on experience_events.identity_set_id = owners.identity_set_id
    left join int_exchange_rate_periods
        on
            experience_events.currency = int_exchange_rate_periods.currency
            and cast(experience_events.event_at as date) >= int_exchange_rate_periods.from_date
            and cast(experience_events.event_at as date) < int_exchange_rate_periods.until_date
    where experience_events.dataset not in (select disabled_datasets.dataset from disabled_datasets)

)

select * from final
