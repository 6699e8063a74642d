{% macro check_database_name() %}
    {% if execute %}
        {% set schemas = [] %}
        {% for node in graph.nodes.values() if node.resource_type in ['model', 'seed'] %}
            {% do schemas.append(node.schema) %}
        {% endfor %}
        {% if target.database | lower in schemas %}
            {{ exceptions.raise_compiler_error(
                "the database file is named '" ~ target.database ~ "', which is also the name of a schema, so that"
                ~ " names such as '" ~ target.database ~ ".x' would be ambiguous. Give DUCKDB_PATH another file name."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
