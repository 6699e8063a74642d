{#
    A dataset that the settings do not list is taken as it comes, which may not be what was meant: a
    misspelt name would lose its merge rank and its primary namespace. One that is listed as what it is not has no part in
    the order of precedence. So both are named in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
select
    row_counts.class,
    row_counts.dataset,
    case
        when int_datasets.dataset is null
            then
                row_counts.dataset || ' is not listed in the settings table datasets; it is taken'
                || ' as enabled for the profile. Add a row for it.'
        else
            row_counts.dataset || ' is listed in the settings table datasets as '
            || int_datasets.class || ', but it has rows of ' || row_counts.class || '.'
    end as explanation
from {{ ref('row_counts') }}
left join {{ ref('int_datasets') }}
    on row_counts.dataset = int_datasets.dataset
where
    (
        int_datasets.dataset is null
        or int_datasets.class != case row_counts.class
            when 'profile_records' then 'record' else 'time_series'
        end
    )
    and row_counts.dataset != '(unknown)'
    and row_counts.class in ('profile_records', 'experience_events')
