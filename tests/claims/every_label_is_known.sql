{# No cut is learned from, or judged by, before its outcome window has closed. #}
with

cuts as (

    select * from {{ ref('cuts') }}

),

build_clock as (

    select * from {{ ref('build_clock') }}

),

final as (

    select
        cuts.insight,
        cuts.role,
        cuts.cut_at,
        cuts.label_until
    from cuts
    cross join build_clock
    where
        cuts.role != 'scoring'
        and cuts.label_until > build_clock.as_of

)

select * from final
