{#
    A namespace that the settings do not list counts as a cookie of the lowest priority. A misspelt
    one would still link, but never name a person. So it is named in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
select
    namespace,
    namespace || ' is not listed in the settings table identity_namespaces; it is taken as a cookie'
    || ' of the lowest priority. Add a row for it.' as explanation
from {{ ref('int_identities') }}
where
    not is_declared
    and namespace != ''
group by namespace
