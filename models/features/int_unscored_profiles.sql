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

forbidden as (

    select count(*) as dataset_count
    from forbidden_datasets

),

-- Without such datasets nothing is read.
first_events as (

    select
        profile_events.identity_id,
        min(case when forbidden_datasets.dataset is not null then profile_events.event_at end)
            as first_forbidden_at,
        min(case when forbidden_datasets.dataset is null then profile_events.event_at end)
            as first_open_at
    from profile_events
    left join forbidden_datasets
        on profile_events.dataset = forbidden_datasets.dataset
    cross join forbidden
    where forbidden.dataset_count > 0
    group by profile_events.identity_id

),

known_by_dataset as (

    select
        int_known_profiles.cut_at,
        int_known_profiles.role = 'scoring' as is_scoring,
        int_known_profiles.name_identity_id,
        'all events are of datasets labelled {{ no_data_science() }}' as reason
    from int_known_profiles
    inner join first_events
        on int_known_profiles.identity_id = first_events.identity_id
    group by
        int_known_profiles.cut_at,
        int_known_profiles.role = 'scoring',
        int_known_profiles.name_identity_id
    having
        min(first_events.first_forbidden_at) < int_known_profiles.cut_at
        and coalesce(min(first_events.first_open_at) >= int_known_profiles.cut_at, true)

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
