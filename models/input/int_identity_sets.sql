{#
    Rows repeat the same few identity arrays, so each distinct text is parsed once and then known by a
    number. Texts are grouped as they are: hashes of near-identical texts collide and would merge strangers.
#}
with

int_profile_records__submitted as (

    select * from {{ ref('int_profile_records__submitted') }}

),

int_experience_events__submitted as (

    select * from {{ ref('int_experience_events__submitted') }}

),

submitted as (

    select identities from int_profile_records__submitted
    union
    select identities from int_experience_events__submitted

),

final as (

    select
        row_number() over (order by identities) as identity_set_id,
        identities
    from submitted
    where identities is not null

)

select * from final
