{#
    Who was sent to a destination stays there until a removal is sent. Where its declaration is gone, or stops it, none
    is, not even for those who withdraw: so whoever is still there is counted in a warning.
#}
{{ config(severity='warn', store_failures=true, schema='quality') }}
with

declared_destinations as (

    select * from {{ ref('declared_destinations') }}

),

latest as (

    {% set candidates = ref('export_candidates') -%}
    {% for ledger in export_ledgers(candidates) -%}
        select
            '{{ ledger }}' as destination,
            record_key,
            max_by(operation, batch_id) as operation
        from {{ candidates.schema }}.{{ adapter.quote(ledger) }}
        group by record_key
        union all
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as destination,
        cast(null as {{ dbt.type_string() }}) as record_key,
        cast(null as {{ dbt.type_string() }}) as operation

),

final as (

    select
        latest.destination,
        count(*) as record_count,
        count(*) || ' records were sent to ' || latest.destination || ' and not taken back, and '
        || coalesce(min('it is stopped: ' || declared_destinations.fault), 'no file declares it')
        || '. Whoever withdraws stays there. Let it send an audience that nobody is in, or tell the'
        || ' recipient.' as explanation
    from latest
    left join declared_destinations
        on latest.destination = declared_destinations.destination
    where
        latest.operation = 'upsert'
        and (
            declared_destinations.destination is null
            or declared_destinations.fault is not null
        )
    group by latest.destination

)

select * from final
