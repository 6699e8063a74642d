{% macro provenance_sources() -%}
    {{ return({
        'int_datasets': ref('int_datasets'),
        'int_attribute_values': ref('int_attribute_values'),
        'int_identity_set_sightings': ref('int_identity_set_sightings'),
        'int_identity_set_identities': ref('int_identity_set_identities'),
        'int_identity_namespaces': ref('int_identity_namespaces'),
    }) }}
{%- endmacro %}
