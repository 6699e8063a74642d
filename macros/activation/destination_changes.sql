{% macro destination_changes(destination, candidates, profiles, clock) -%}
    {%- set columns = destination.columns | map(attribute='name') | list -%}
    {%- set pairs, known, types = [], [], {} -%}
    {%- for column in adapter.get_columns_in_relation(profiles) -%}
        {%- do types.update({column.name: column.dtype}) -%}
    {%- endfor -%}
    {%- for column in adapter.get_columns_in_relation(this) if is_incremental() -%}
        {%- do known.append(column.name | lower) -%}
        {%- for wanted in destination.columns if wanted.name | lower == column.name | lower -%}
            {%- if wanted.name != column.name -%}
                {{ rule_error(destination, wanted.at, "the column '" ~ wanted.name ~ "' was '" ~ column.name ~ "' before",
                    'keep its letters, or give it another name: to a database the two are one') }}
            {%- endif -%}
            {%- set type = types[wanted.field or 'profile_id'] -%}
            {%- if type != column.dtype -%}
                {{ rule_error(destination, wanted.at, "the column '" ~ wanted.name ~ "' was " ~ column.dtype ~ ' before and is ' ~ type ~ ' now',
                    'give it another name: values sent under one name have one type') }}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set sent_things = destination.columns | map(attribute='namespace', default='') | list + destination.columns | map(attribute='field', default='') | list -%}
    {%- set keys = open_keys(this) if 'deduplicated_by' in known and destination.mode == 'delta' else [] -%}
    {%- for key in keys if key not in sent_things -%}
        {{ rule_error(destination, 'deduplicate_by', "found '" ~ destination.key ~ "', but what was sent before is told apart by '" ~ key ~ "'",
            'leave that among what is sent, so that it can be removed, or give the destination another name') }}
    {%- endfor -%}
    {%- for column in columns -%}
        {%- do pairs.append((column, 'wanted.' ~ adapter.quote(column))) -%}
    {%- endfor -%}
    {#- Rows from before the column came were told apart as rows are now. -#}
    {%- set key = text_literal(destination.key) -%}
    {%- set sent_by = 'coalesce(deduplicated_by, ' ~ key ~ ')' if 'deduplicated_by' in known else key -%}
    {%- set batch = next_batch(this, clock) if is_incremental() else next_batch(none, clock) -%}
    with

    export_candidates as (

        select * from {{ candidates }}

    ),

    customer_profiles as (

        select * from {{ profiles }}

    ),

    wanted as (

        select
            {% for column in destination.columns -%}
                {% if column.field -%}
                    customer_profiles.{{ column.field }} as {{ adapter.quote(column.name) }},
                {% else -%}
                    {{ json_text('export_candidates.identities', column.name) }} as {{ adapter.quote(column.name) }},
                {% endif -%}
            {% endfor -%}
            export_candidates.profile_id,
            export_candidates.record_key
        from export_candidates
        inner join customer_profiles
            on export_candidates.profile_id = customer_profiles.profile_id
        where
            export_candidates.destination = '{{ destination.name }}'
            and export_candidates.left_out_reason is null

    ),

    hashed as (

        select
            *,
            md5({{ json_text_object(pairs) }}) as row_hash,
            {{ text_literal(destination.key) }} as deduplicated_by
        from wanted

    ),

    {% if is_incremental() -%}
        ranked as (

            select
                *,
                {{ sent_by }} as sent__by,
                row_number() over (partition by {{ sent_by }}, record_key order by batch_id desc) as sent__recency
            from {{ this }}

        ),

        sent as (

            select * from ranked
            where
                sent__recency = 1
                and operation = 'upsert'

        ),

    {% endif -%}

    changes as (

        select
            hashed.*,
            'upsert' as operation
        from hashed
        {% if is_incremental() -%}
            left join sent
                on
                    hashed.record_key = sent.record_key
                    and hashed.deduplicated_by = sent.sent__by
            where
                sent.record_key is null
                or hashed.row_hash != sent.row_hash
            union all
            select
                {% for column in destination.columns -%}
                    {% if column.namespace or column.field == 'profile_id' -%}
                        case
                            when sent.sent__by = {{ text_literal(column.namespace or column.field) }}
                                then sent.record_key
                            {% if column.namespace and column.name | lower in known -%}
                                else sent.{{ adapter.quote(column.name) }}
                            {%- endif %}
                        end as {{ adapter.quote(column.name) }},
                    {% else -%}
                        null as {{ adapter.quote(column.name) }},
                    {% endif -%}
                {% endfor -%}
                sent.profile_id,
                sent.record_key,
                cast(null as {{ dbt.type_string() }}) as row_hash,
                sent.sent__by as deduplicated_by,
                'remove' as operation
            from sent
            left join hashed
                on
                    sent.record_key = hashed.record_key
                    and sent.sent__by = hashed.deduplicated_by
            where hashed.record_key is null
        {%- endif %}

    ),

    final as (

        select
            '{{ destination.name }}' as destination,
            profile_id,
            {% for column in columns -%}
                {{ adapter.quote(column) }},
            {% endfor -%}
            operation,
            {{ text_literal(batch.batch_id) }} as batch_id,
            {{ moment(batch.as_of) }} as sent_at,
            record_key,
            row_hash,
            deduplicated_by
        from changes

    )

    select * from final
{%- endmacro %}
