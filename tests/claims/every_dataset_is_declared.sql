{#
    A dataset that the settings do not list is taken as it comes, which may not be what was meant: a
    misspelt name would lose its merge rank and its primary namespace. So it is named in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
select
    row_counts.class,
    row_counts.dataset,
    row_counts.dataset || ' is not listed in the settings table datasets; it is taken as enabled'
    || ' for the profile. Add a row for it.' as explanation
from {{ ref('row_counts') }}
left join {{ ref('int_datasets') }}
    on row_counts.dataset = int_datasets.dataset
where
    int_datasets.dataset is null
    and row_counts.dataset != '(unknown)'
    and row_counts.class in ('profile_records', 'experience_events')
