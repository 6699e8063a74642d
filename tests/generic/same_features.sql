{#
    A relation that holds features beside what came true has them from the one that knows nothing of it. Each pair has a
    test of its own, so that dbt builds nothing that depends on both.
#}
{% test same_features(model, features, where_known='true') %}
    {%- set known = names_of_columns(features) if execute else [] -%}
    {%- set shared = names_of_columns(model) | select('in', known) | join(', ') if execute else '*' -%}
    select
        'It has features, in ' || count(*) || ' rows, that are not those of {{ features.identifier }}:'
        || ' make features there, before the cut.' as explanation
    from (
        select {{ shared }} from {{ model }}
        where {{ where_known }}
        except
        select {{ shared }} from {{ features }}
    )
    having count(*) > 0
{% endtest %}
