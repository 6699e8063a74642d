{#
    A feature that tells nearly all of the outcome, while most others do not, has seen it. One that is far ahead of every
    other is suspected: it may be the best there is, or hold what is only known afterwards. Where most features tell all,
    people may simply fall into two kinds, such as regulars and visitors. Fewer than 30 of either outcome are told apart
    by chance.
#}
with

ml_features__measured as (

    select * from {{ ref('ml_features__measured') }}

),

measured as (

    select
        *,
        least(outcome_count, labelled_row_count - outcome_count) >= 30 as has_enough
    from ml_features__measured

),

ranked as (

    select
        *,
        row_number() over (
            partition by insight
            order by signal desc nulls last, feature asc
        ) as signal_rank,
        lead(signal) over (
            partition by insight
            order by signal desc nulls last, feature asc
        ) as next_signal,
        coalesce(has_enough and signal >= 0.99, false) as tells_all,
        avg(case when signal >= 0.99 then 1 else 0 end) over (partition by insight) as telling_share
    from measured

),

judged as (

    select
        *,
        tells_all and telling_share <= 0.5 as knows_outcome,
        has_enough
        and signal_rank = 1
        and signal >= 0.8
        and signal - coalesce(next_signal, 0.5) >= 0.1 as is_far_ahead
    from ranked

),

final as (

    select
        insight,
        feature,
        labelled_row_count,
        outcome_count,
        missing_share,
        signal,
        cast(signal_rank as bigint) as signal_rank,
        tells_all or coalesce(is_far_ahead, false) as is_leak_suspected,
        knows_outcome,
        knows_outcome
        and insight not in ({{ text_list([''] + training().leaks_only_warn) }}) as stops_training,
        case
            when signal is null then 'no signal can be measured: the outcome is always the same'
            when knows_outcome
                then 'knows the outcome: take it out, or give it only what was known at the cut'
            when tells_all
                then
                    'tells all, as most do: people fall into two kinds, or all saw what came after'
            when is_far_ahead
                then 'far ahead of the others: find out whether it holds what came after the cut'
            when missing_share = 1 then 'always missing'
            when not has_enough then 'fewer than 30 rows of either outcome: it may be chance'
            when signal < 0.52 then 'tells next to nothing by itself'
        end as finding
    from judged

)

select * from final
