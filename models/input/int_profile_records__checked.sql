{%- set attributes = profile_attributes() -%}
with

int_profile_records__submitted as (

    select * from {{ ref('int_profile_records__submitted') }}

),

int_identity_sets as (

    select * from {{ ref('int_identity_sets') }}

),

int_identity_set_identities as (

    select * from {{ ref('int_identity_set_identities') }}

),

usable_sets as (

    select distinct identity_set_id
    from int_identity_set_identities

),

submitted as (

    select
        int_profile_records__submitted.*,
        int_identity_sets.identity_set_id,
        usable_sets.identity_set_id is not null as has_usable_identity
    from int_profile_records__submitted
    left join int_identity_sets
        on int_profile_records__submitted.identities = int_identity_sets.identities
    left join usable_sets
        on int_identity_sets.identity_set_id = usable_sets.identity_set_id

),

typed as (

    select
        {{ text_value('dataset') }} as dataset,
        {{ text_value('record_id') }} as record_id,
        coalesce({{ text_value('operation') }}, 'upsert') as operation,
        {{ text_value('identities') }} as identities,
        {{ typed_value('updated_at', 'timestamp') }} as updated_at,
        {{ typed_value('ingested_at', 'timestamp') }} as ingested_at,
        updated_at as updated_at_text,
        ingested_at as ingested_at_text,
        {% for attribute in attributes -%}
            {{ typed_value(attribute.name, attribute.data_type) }} as {{ attribute.name }},
            {{ attribute.name }} as {{ attribute.name }}_text,
        {% endfor -%}
        identity_set_id,
        has_usable_identity,
        undeclared,
        read_error,
        coalesce(raw_row, {{ content_json('profile_records', others=['undeclared']) }}) as raw_row
    from submitted

),

judged as (

    select
        *,
        {{ rejection_columns([
            ('unreadable_row', 'read_error is not null', 'read_error'),
            missing_value('dataset'),
            missing_value('record_id'),
            ('unknown_operation', "operation not in ('upsert', 'delete')", found_value(
                'operation', 'operation', 'it should be upsert or delete'
            )),
            unparseable_value('ingested_at', 'a time such as 2026-01-31T09:30:00Z'),
            missing_value('ingested_at'),
            unparseable_value('updated_at', 'a time such as 2026-01-31T09:30:00Z'),
            implausible_ingestion(),
            implausible_time('updated_at'),
            unreadable_identities("operation = 'upsert'"),
            no_usable_identity("operation = 'upsert'"),
        ]) }}
    from typed

),

-- A copy is the same version of the same record with the same content.
ranked as (

    select
        *,
        {{ is_not_yet_known() }} as is_not_yet_known,
        row_number() over (
            partition by
                dataset, record_id, ingested_at, rejection_code, {{ is_not_yet_known() }}, raw_row
        ) as copy_number
    from judged

),

final as (

    select
        * exclude (is_not_yet_known, copy_number, has_usable_identity),
        {{ row_status('copy_number > 1', is_after_as_of('updated_at')) }} as row_status
    from ranked

)

select * from final
