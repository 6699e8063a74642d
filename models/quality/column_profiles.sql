{#
    One aggregate pass over each class, turned into one row per dataset and column. Rows that could
    not be read have no columns and are counted in `rejected_rows` alone.
#}
{%- set classes = canonical_classes() -%}
with

{% for class in classes %}
    int_{{ class }}__checked as (

        select * from {{ ref('int_' ~ class ~ '__checked') }}

    ),

    {{ class }}_aggregates as (

        select
            {% for column in canonical_columns(class) -%}
                count({{ column }}) as {{ column }}__filled,
                count(distinct {{ column }}) as {{ column }}__distinct,
                cast(min({{ column }}) as {{ dbt.type_string() }}) as {{ column }}__min,
                cast(max({{ column }}) as {{ dbt.type_string() }}) as {{ column }}__max,
                count_if({{ is_invalid_value(class, column) }}) as {{ column }}__invalid,
            {% endfor -%}
            {{ dataset_of(class) }} as dataset,
            count(*) as row_count
        from int_{{ class }}__checked
        where read_error is null
        group by {{ dataset_of(class) }}

    ),

    {{ class }}_keys as (

        {{ json_keys(
            'int_' ~ class ~ '__checked', dataset_of(class) ~ ' as dataset', 'undeclared', 'column_name'
        ) }}

    ),
{% endfor %}

final as (

    {% for class in classes -%}
        {% for column in canonical_columns(class) -%}
            select
                '{{ class }}' as class,
                dataset,
                '{{ column }}' as column_name,
                true as is_declared,
                cast(row_count as bigint) as row_count,
                round(1 - {{ column }}__filled / row_count, 9) as null_share,
                cast({{ column }}__distinct as bigint) as distinct_count,
                {{ column }}__min as minimum,
                {{ column }}__max as maximum,
                cast({{ column }}__invalid as bigint) as invalid_count
            from {{ class }}_aggregates
            union all
        {% endfor -%}
        select
            '{{ class }}' as class,
            dataset,
            column_name,
            false as is_declared,
            cast(count(*) as bigint) as row_count,
            cast(null as double) as null_share,
            cast(null as bigint) as distinct_count,
            cast(null as {{ dbt.type_string() }}) as minimum,
            cast(null as {{ dbt.type_string() }}) as maximum,
            cast(null as bigint) as invalid_count
        from {{ class }}_keys
        group by
            dataset,
            column_name
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
