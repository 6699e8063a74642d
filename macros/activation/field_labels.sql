{% macro field_labels(dataset_labels) -%}
    {%- set labels = {} -%}
    {%- set of_events = [] -%}
    {%- for row in dataset_labels if row.class == 'time_series' -%}
        {%- do of_events.append({'label': row.label, 'from': 'events of dataset ' ~ row.dataset}) -%}
    {%- endfor -%}
    {%- do labels.update({'events': of_events}) -%}
    {%- for row in dataset_labels -%}
        {%- for namespace in row.namespaces -%}
            {%- do labels.setdefault('identities ' ~ namespace, []).append({'label': row.label, 'from': 'identities of dataset ' ~ row.dataset}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in ['first_seen_at', 'last_seen_at'] -%}
        {%- do labels.update({name: labelled(dataset_labels | map(attribute='label') | list, 'identities of any dataset')}) -%}
    {%- endfor -%}
    {%- for property in event_properties() -%}
        {%- do labels.update({'events ' ~ property.name: labelled(property.labels, 'event_properties: ' ~ property.name)}) -%}
    {%- endfor -%}
    {%- for attribute in profile_attributes() -%}
        {%- set own = 'profile_attributes: ' ~ attribute.name -%}
        {%- set found = labelled(attribute.labels, own) -%}
        {%- for row in dataset_labels if attribute.name in row.attributes -%}
            {%- do found.append({'label': row.label, 'from': own ~ ' <- values of dataset ' ~ row.dataset}) -%}
        {%- endfor -%}
        {%- do labels.update({attribute.name: found}) -%}
        {%- do labels.update({attribute.all_values: found}) if attribute.all_values -%}
    {%- endfor -%}
    {%- for attribute in computed_attributes() -%}
        {%- set own = 'computed_attributes: ' ~ attribute.name -%}
        {%- set found = labelled(attribute.labels, own) + labelled(of_events, own ~ ' <- ') -%}
        {%- for column in attribute.asked -%}
            {%- do found.extend(labelled(labels.get('events ' ~ column, []), own ~ ' <- ')) -%}
        {%- endfor -%}
        {%- do labels.update({attribute.name: found, attribute.name ~ '_at': found}) -%}
    {%- endfor -%}
    {%- set predicted = {} -%}
    {%- for prediction in predictions() -%}
        {%- for measure in ['probability', 'score', 'percentile', 'band'] -%}
            {%- do predicted.update({prediction.name ~ '_' ~ measure: prediction}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for field in profile_fields() if field.origin in ['predictions', 'lifetime_value', 'engagement', 'affinities', 'clusters'] -%}
        {%- set found = labelled(of_events, field.origin ~ ': ' ~ field.name ~ ' <- ') -%}
        {%- if field.name in predicted -%}
            {%- set own = 'predictions: ' ~ predicted[field.name].name -%}
            {%- do found.extend(labelled(predicted[field.name].labels, own)) -%}
            {%- for event in predicted[field.name].events.values() if event -%}
                {%- for column in event.asked -%}
                    {%- do found.extend(labelled(labels.get('events ' ~ column, []), own ~ ' <- ')) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endif -%}
        {%- do labels.update({field.name: found}) -%}
    {%- endfor -%}
    {{ return(labels) }}
{%- endmacro %}
