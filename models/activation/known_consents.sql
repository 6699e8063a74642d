{# What is sent honours every consent that is known, those recorded after as_of too. #}
with

int_consent_identities as (

    select * from {{ ref('int_consent_identities') }}

),

int_profiles as (

    select * from {{ ref('int_profiles') }}

),

{{ consents_of_profiles(['accepted', 'after_as_of']) }}

select * from final
