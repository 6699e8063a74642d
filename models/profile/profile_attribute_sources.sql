{# Where every merged value comes from, and which value it won over: the next one that differs. #}
with

int_attribute_values as (

    select * from {{ ref('int_attribute_values') }}

),

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

winners as (

    select *
    from int_attribute_values
    where value_rank = 1

),

losers as (

    select
        int_attribute_values.*,
        row_number() over (
            partition by int_attribute_values.profile_id, int_attribute_values.attribute
            order by int_attribute_values.value_rank
        ) as loser_rank
    from int_attribute_values
    inner join winners
        on
            int_attribute_values.profile_id = winners.profile_id
            and int_attribute_values.attribute = winners.attribute
            and int_attribute_values.attribute_value != winners.attribute_value

),

runners_up as (

    select *
    from losers
    where loser_rank = 1

),

final as (

    select
        winners.profile_id,
        winners.attribute,
        winners.attribute_value,
        winners.dataset,
        winners.record_id,
        winners.row_at,
        winners.merge_policy,
        winners.merge_method,
        runners_up.attribute_value as runner_up_value,
        runners_up.dataset as runner_up_dataset,
        runners_up.record_id as runner_up_record_id,
        runners_up.row_at as runner_up_row_at
    from winners
    inner join int_profiles
        on winners.profile_id = int_profiles.profile_id
    left join runners_up
        on
            winners.profile_id = runners_up.profile_id
            and winners.attribute = runners_up.attribute

)

select * from final
