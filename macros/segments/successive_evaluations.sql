{% macro successive_evaluations(sizes) -%}
    select
        segment,
        as_of,
        definition_hash,
        case
            when evaluation - lag(evaluation) over (partition by segment order by evaluation) = 1
                then lag(definition_hash) over (partition by segment order by evaluation)
        end as previous_hash
    from (
        select
            segment,
            as_of,
            definition_hash,
            dense_rank() over (order by as_of) as evaluation
        from {{ sizes }}
    ) as evaluations
{%- endmacro %}
