-- depends_on: {{ ref('row_counts') }}
{#
    The two ends of every denied link that names identities seen in the data; one with an end that nothing carries yet
    has nothing to part.
#}
with

int_denied_links as (

    select * from {{ ref('int_denied_links') }}

),

int_identity_namespaces as (

    select * from {{ ref('int_identity_namespaces') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

ends as (

    {% for side in ['left', 'right'] -%}
        select
            denial_number,
            {{ side }}_namespace as namespace,
            {{ side }}_identity_value as identity_value,
            reason
        from int_denied_links
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

normalised as (

    select
        ends.denial_number,
        ends.namespace,
        {{ normalised_identity(
            'ends.identity_value', 'int_identity_namespaces.normalisation'
        ) }} as identity_value,
        ends.reason
    from ends
    inner join int_identity_namespaces
        on ends.namespace = int_identity_namespaces.namespace

),

final as (

    select
        normalised.denial_number,
        int_identities.identity_id,
        normalised.reason
    from normalised
    inner join int_identities
        on
            normalised.namespace = int_identities.namespace
            and normalised.identity_value = int_identities.identity_value
    where int_identities.drop_code is null

)

select * from final
