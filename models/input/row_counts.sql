{#
    Every row that came in, by what became of it. Every relation that downstream layers read refers to this
    one, and the test of the reject share hangs on it alone, so that too many rejects stop the build here.
#}
{%- set classes = canonical_classes() -%}
with

{% for class in classes %}
    int_{{ class }}__checked as (

        select * from {{ ref('int_' ~ class ~ '__checked') }}

    ),
{% endfor %}

int_expired_events as (

    select * from {{ ref('int_expired_events') }}

),

checked as (

    {% for class in classes %}
        select
            '{{ class }}' as class,
            {{ dataset_of(class) }} as dataset,
            row_status,
            count(*) as row_count
        from int_{{ class }}__checked
        group by
            {{ dataset_of(class) }},
            row_status
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

expired as (

    select
        'experience_events' as class,
        dataset,
        count(*) as expired_count
    from int_expired_events
    group by dataset

),

counted as (

    select
        class,
        dataset,
        sum(row_count) as submitted_count,
        sum(case when row_status = 'accepted' then row_count else 0 end) as accepted_count,
    {% for status in ['duplicate', 'rejected', 'not_yet_known', 'after_as_of'] -%}
        sum(case when row_status = '{{ status }}' then row_count else 0 end) as {{ status }}_count
        {{- ',' if not loop.last }}
    {% endfor %}
    from checked
    group by
        class,
        dataset

),

-- A row whose dataset cannot be told is judged among all rows of its class.
final as (

    select
        counted.class,
        counted.dataset,
        cast(counted.submitted_count as bigint) as submitted_count,
        cast(counted.accepted_count - coalesce(expired.expired_count, 0) as bigint)
            as accepted_count,
        cast(counted.duplicate_count as bigint) as duplicate_count,
        cast(counted.rejected_count as bigint) as rejected_count,
        cast(counted.not_yet_known_count as bigint) as not_yet_known_count,
        cast(counted.after_as_of_count as bigint) as after_as_of_count,
        cast(coalesce(expired.expired_count, 0) as bigint) as expired_count,
        cast(
            case
                when counted.dataset = '(unknown)'
                    then sum(counted.submitted_count) over (partition by counted.class)
                else counted.submitted_count
            end as bigint
        ) as judged_among_count
    from counted
    left join expired
        on
            counted.class = expired.class
            and counted.dataset = expired.dataset

)

select * from final
