{#
    A denied link with an end that nothing carries parts nobody: most often it is misspelt. So it is named in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
select
    int_denied_links.denial_number,
    int_denied_links.left_namespace,
    int_denied_links.left_identity_value,
    int_denied_links.right_namespace,
    int_denied_links.right_identity_value
from {{ ref('int_denied_links') }}
left join {{ ref('int_denied_identities') }}
    on int_denied_links.denial_number = int_denied_identities.denial_number
group by
    int_denied_links.denial_number,
    int_denied_links.left_namespace,
    int_denied_links.left_identity_value,
    int_denied_links.right_namespace,
    int_denied_links.right_identity_value
having count(int_denied_identities.identity_id) < 2
