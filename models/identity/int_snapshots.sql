{#
    The moments at which identity is taken as known then: every cut, in order, and last the present, which knows every
    accepted row. Snapshot n newly knows the rows of [known_from, known_until).
#}
with

cuts as (

    select * from {{ ref('cuts') }}

),

moments as (

    select distinct cut_at
    from cuts

),

numbered as (

    select
        row_number() over (order by cut_at) as snapshot_number,
        cut_at
    from moments
    union all
    select
        count(*) + 1 as snapshot_number,
        cast(null as timestamp) as cut_at
    from moments

),

final as (

    select
        snapshot_number,
        cut_at,
        cut_at is null as is_present,
        lag(cut_at, 1, timestamp '0001-01-01') over (order by snapshot_number) as known_from,
        coalesce(cut_at, timestamp '9999-12-31') as known_until
    from numbered

)

select * from final
