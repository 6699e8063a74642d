{#
    Nothing is lost: at every hop, what came in is what went out plus what was left out with a reason. A test holds every
    row of this relation to it.
#}
with

row_counts as (

    select * from {{ ref('row_counts') }}

),

{% for class in canonical_classes() -%}
    int_{{ class }}__submitted as (

        select * from {{ ref('int_' ~ class ~ '__submitted') }}

    ),
{% endfor %}

rejected_rows as (

    select * from {{ ref('rejected_rows') }}

),

profile_records as (

    select * from {{ ref('profile_records') }}

),

experience_events as (

    select * from {{ ref('experience_events') }}

),

profile_events as (

    select * from {{ ref('profile_events') }}

),

int_datasets as (

    select * from {{ ref('int_datasets') }}

),

int_profile_fragments as (

    select * from {{ ref('int_profile_fragments') }}

),

unmerged_records as (

    select * from {{ ref('unmerged_records') }}

),

identity_graphs as (

    select * from {{ ref('identity_graphs') }}

),

expired_profiles as (

    select * from {{ ref('expired_profiles') }}

),

profile_attributes as (

    select * from {{ ref('profile_attributes') }}

),

customer_profiles as (

    select * from {{ ref('customer_profiles') }}

),

insight_scores as (

    select * from {{ ref('insight_scores') }}

),

declared_insights as (

    select * from {{ ref('declared_insights') }}

),

accepted_counts as (

    select
        'profile_records' as class,
        dataset,
        count(*) as row_count
    from profile_records
    group by dataset
    union all
    select
        'experience_events' as class,
        dataset,
        count(*) as row_count
    from experience_events
    group by dataset
    {% for class in ['products', 'contents', 'consents', 'exchange_rates'] -%}
        union all
        select
            '{{ class }}' as class,
            '{{ class }}' as dataset,
            count(*) as row_count
        from {{ ref(class) }}
        {# What was consented to later is kept for activation, and counts as left out. #}
        {%- if class == 'consents' -%}
            where row_status = 'accepted'
        {%- endif %}
    {% endfor %}

),

rejected_counts as (

    select
        class,
        dataset,
        count(*) as row_count
    from rejected_rows
    group by
        class,
        dataset

),

event_counts as (

    select
        dataset,
        count(*) as row_count
    from experience_events
    group by dataset

),

profile_event_counts as (

    select
        dataset,
        count(*) as row_count
    from profile_events
    group by dataset

),

record_counts as (

    select
        dataset,
        count(*) as row_count
    from profile_records
    group by dataset

),

fragment_counts as (

    select
        dataset,
        count(*) as row_count
    from int_profile_fragments
    group by dataset

),

unmerged_counts as (

    select
        dataset,
        count(*) as row_count
    from unmerged_records
    group by dataset

),

hops as (

    {% for class in canonical_classes() -%}
        {% if var('input_dir') -%}
            select
                '{{ class }}' as class,
                '(all)' as dataset,
                'read to submitted' as hop,
                (select count(*) from {{ ref('int_' ~ class ~ '__read') }}) as rows_in,
                (select count(*) from int_{{ class }}__submitted) as rows_out,
                0 as rows_left_out
            union all
        {% endif -%}
        select
            '{{ class }}' as class,
            '(all)' as dataset,
            'submitted to checked' as hop,
            (select count(*) from int_{{ class }}__submitted) as rows_in,
            coalesce(sum(row_counts.submitted_count), 0) as rows_out,
            0 as rows_left_out
        from row_counts
        where row_counts.class = '{{ class }}'
        union all
    {% endfor -%}
    select
        row_counts.class,
        row_counts.dataset,
        'submitted to input' as hop,
        row_counts.submitted_count as rows_in,
        coalesce(accepted_counts.row_count, 0) as rows_out,
        row_counts.duplicate_count + row_counts.not_yet_known_count
        + row_counts.after_as_of_count + row_counts.expired_count
        + coalesce(rejected_counts.row_count, 0) as rows_left_out
    from row_counts
    left join accepted_counts
        on
            row_counts.class = accepted_counts.class
            and row_counts.dataset = accepted_counts.dataset
    left join rejected_counts
        on
            row_counts.class = rejected_counts.class
            and row_counts.dataset = rejected_counts.dataset
    union all
    select
        'profile_records' as class,
        record_counts.dataset,
        'input to profile fragments' as hop,
        record_counts.row_count as rows_in,
        coalesce(fragment_counts.row_count, 0) as rows_out,
        coalesce(unmerged_counts.row_count, 0) as rows_left_out
    from record_counts
    left join fragment_counts
        on record_counts.dataset = fragment_counts.dataset
    left join unmerged_counts
        on record_counts.dataset = unmerged_counts.dataset
    union all
    select
        'experience_events' as class,
        event_counts.dataset,
        'input to profile events' as hop,
        event_counts.row_count as rows_in,
        coalesce(profile_event_counts.row_count, 0) as rows_out,
        case
            when coalesce(int_datasets.is_profile_enabled, true) then 0 else event_counts.row_count
        end as rows_left_out
    from event_counts
    left join profile_event_counts
        on event_counts.dataset = profile_event_counts.dataset
    left join int_datasets
        on event_counts.dataset = int_datasets.dataset
    {% for relation in ['profile_attributes', 'customer_profiles'] -%}
        union all
        select
            '(all)' as class,
            '(all)' as dataset,
            'identity to {{ relation | replace("_", " ") }}' as hop,
            (select count(*) from identity_graphs) as rows_in,
            (select count(*) from {{ relation }}) as rows_out,
            (select count(*) from expired_profiles) as rows_left_out
    {% endfor -%}
    union all
    select
        '(all)' as class,
        '(all)' as dataset,
        'profiles to scores' as hop,
        (select count(*) from profile_attributes
        ) * (select count(*) from declared_insights
        ) as rows_in,
        (
            select count(*) from insight_scores
            where coalesce(value, score) is not null
        ) as rows_out,
        (
            select count(*) from insight_scores
            where not_scored_reason is not null
        ) as rows_left_out

),

final as (

    select
        class,
        dataset,
        hop,
        cast(rows_in as bigint) as rows_in,
        cast(rows_out as bigint) as rows_out,
        cast(rows_left_out as bigint) as rows_left_out,
        rows_in = rows_out + rows_left_out as is_reconciled
    from hops

)

select * from final
