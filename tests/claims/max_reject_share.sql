{#
    A source that suddenly sends nonsense should stop the build before anything downstream changes,
    not thin out every profile. This test hangs on `row_counts` alone, which every relation that
    downstream layers read refers to. Its rows, kept as `quality.max_reject_share`, say what to do.
#}
{%- set share = var('max_reject_share') -%}
{%- if share is not number or not 0 <= share <= 1 -%}
    {{ exceptions.raise_compiler_error("max_reject_share: found '" ~ share ~ "'; give a number from 0 to 1.") }}
{%- endif -%}
{{ config(store_failures=true, schema='quality') }}
select
    class,
    dataset,
    dataset || ': ' || rejected_count || ' of ' || judged_among_count || ' rows are rejected, more'
    || ' than max_reject_share ({{ share }}) allows. Look at input.rejected_rows'
    || ' for the reasons, mend the source, or raise max_reject_share.' as explanation
from {{ ref('row_counts') }}
where
    judged_among_count >= {{ threshold('max_reject_share_from_rows') }}
    and rejected_count > {{ share }} * judged_among_count
