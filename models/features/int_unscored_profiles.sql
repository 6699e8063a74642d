{#
    Of whom no model learns at a cut, and of whom none speaks: who was known by nothing but unscored_namespaces, and who
    has events, but none that models may look at. The latter would be taken for people who do nothing.
#}
with

int_known_profiles as (

    select * from {{ ref('int_known_profiles') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

profile_events as (

    select * from {{ ref('profile_events') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

known_by_namespace as (

    select
        int_known_profiles.cut_at,
        int_known_profiles.role = 'scoring' as is_scoring,
        int_known_profiles.name_identity_id,
        'known by nothing but '
        || {{ text_literal(unscored_namespaces() | join(', ')) }}
        || ' (unscored_namespaces)' as reason
    from int_known_profiles
    inner join int_identities
        on int_known_profiles.identity_id = int_identities.identity_id
    where {{ 'true' if unscored_namespaces() else 'false' }}
    group by
        int_known_profiles.cut_at,
        int_known_profiles.role = 'scoring',
        int_known_profiles.name_identity_id
    having
        bool_and(
            int_identities.namespace in ({{ text_list(unscored_namespaces()) or "''" }})
        )

),

forbidden_datasets as (

    select dataset
    from int_datasets
    where {{ forbids_data_science('usage_labels') }}

),

first_forbidden_events as (

    select
        profile_events.identity_id,
        min(profile_events.event_at) as event_at
    from profile_events
    inner join forbidden_datasets
        on profile_events.dataset = forbidden_datasets.dataset
    group by profile_events.identity_id

),

with_forbidden_events as (

    select distinct
        int_known_profiles.insight,
        int_known_profiles.cut_at,
        int_known_profiles.name_identity_id
    from int_known_profiles
    inner join first_forbidden_events
        on
            int_known_profiles.identity_id = first_forbidden_events.identity_id
            and int_known_profiles.cut_at > first_forbidden_events.event_at

),

their_identities as (

    select
        int_known_profiles.cut_at,
        int_known_profiles.role = 'scoring' as is_scoring,
        int_known_profiles.name_identity_id,
        int_known_profiles.identity_id
    from int_known_profiles
    inner join with_forbidden_events
        on
            int_known_profiles.insight = with_forbidden_events.insight
            and int_known_profiles.cut_at = with_forbidden_events.cut_at
            and int_known_profiles.name_identity_id = with_forbidden_events.name_identity_id

),

first_open_events as (

    select
        identity_id,
        min(event_at) as event_at
    from profile_events
    where
        identity_id in (select their_identities.identity_id from their_identities)
        and dataset not in (select forbidden_datasets.dataset from forbidden_datasets)
    group by identity_id

),

known_by_dataset as (

    select
        their_identities.cut_at,
        their_identities.is_scoring,
        their_identities.name_identity_id,
        'all events are of datasets labelled {{ no_data_science() }}' as reason
    from their_identities
    left join first_open_events
        on their_identities.identity_id = first_open_events.identity_id
    group by
        their_identities.cut_at,
        their_identities.is_scoring,
        their_identities.name_identity_id
    having coalesce(min(first_open_events.event_at) >= their_identities.cut_at, true)

),

found as (

    select * from known_by_namespace
    union all
    select * from known_by_dataset

),

final as (

    select
        cut_at,
        is_scoring,
        name_identity_id,
        max(reason) as reason
    from found
    group by
        cut_at,
        is_scoring,
        name_identity_id

)

select * from final
