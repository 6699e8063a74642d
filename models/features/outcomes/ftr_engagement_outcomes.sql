{#
    What came true: who of those active in the 90 days before a labelled cut was active in the 30 days after it. What the
    shop sends is no activity. Labels follow the person as known at as_of.
#}
with

ftr_engagements as (

    select * from {{ ref('ftr_engagements') }}

),

cuts as (

    select * from {{ ref('cuts') }}

),

int_daily_activity as (

    select * from {{ ref('int_daily_activity') }}

),

int_persons as (

    select * from {{ ref('int_persons') }}

),

-- A cut lies d days before as_of; its window covers the days d - 30 … d - 1.
active as (

    select distinct
        cuts.cut_at,
        int_persons.person_id
    from cuts
    inner join int_daily_activity
        on
            cuts.days_before_as_of > int_daily_activity.days_before_as_of
            and cuts.days_before_as_of - 30 <= int_daily_activity.days_before_as_of
    inner join int_persons
        on int_daily_activity.identity_id = int_persons.identity_id
    where
        cuts.insight = 'engagement'
        and cuts.role != 'scoring'
        and int_daily_activity.event_type != 'email_sent'

),

final as (

    select
        ftr_engagements.cut_at,
        ftr_engagements.profile_id,
        int_persons.person_id,
        ftr_engagements.score,
        ftr_engagements.recency,
        active.person_id is not null as is_active
    from ftr_engagements
    inner join int_persons
        on ftr_engagements.name_identity_id = int_persons.identity_id
    left join active
        on
            ftr_engagements.cut_at = active.cut_at
            and int_persons.person_id = active.person_id
    where
        ftr_engagements.role != 'scoring'
        and ftr_engagements.days_since_active is not null

)

select * from final
