{% macro identity_array_members(relation, key, identities) -%}
    {{ return(adapter.dispatch('identity_array_members')(relation, key, identities)) }}
{%- endmacro %}

{% macro duckdb__identity_array_members(relation, key, identities) -%}
    select
        {{ key }},
        case when left(member.namespace, 1) not in ('[', '{') then member.namespace end as namespace,
        case
            when starts_with(member.id, '"') then json_extract_string(member.id, '$')
            -- A column of whole numbers with a gap comes as 7.0; beyond 15 digits such a number is no longer exact.
            when regexp_full_match(member.id, '-?[0-9]+|[0-9]{1,15}[.]0+')
                then regexp_replace(cast(member.id as varchar), '[.]0+$', '')
        end as id,
        coalesce(member.primary = 'true', false) as is_flagged_primary
    from (
        select
            {{ key }},
            unnest(
                case
                    when json_valid({{ identities }})
                        then from_json(
                            {{ identities }}, '[{"namespace": "VARCHAR", "id": "JSON", "primary": "VARCHAR"}]'
                        )
                end
            ) as member
        from {{ relation }}
    )
{%- endmacro %}
