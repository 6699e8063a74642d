{# Per identity the newest word counts, across identities `out` wins, silence is the default. #}
with

int_consent_identities as (

    select * from {{ ref('int_consent_identities') }}

),

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

{{ consents_of_profiles(['accepted']) }}

select * from final
