{% macro profile_fields() -%}
    {%- set fields = [] -%}
    {%- for attribute in profile_attributes() -%}
        {%- do fields.append({
            'name': attribute.name, 'type': attribute.rule_type, 'origin': 'profile_attributes', 'description': attribute.description,
        }) -%}
        {%- if attribute.all_values -%}
            {%- do fields.append({
                'name': attribute.all_values, 'type': 'list', 'origin': 'profile_attributes',
                'description': 'Every value of ' ~ attribute.name ~ ', JSON array',
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in computed_columns() -%}
        {%- do fields.append(dict(column, origin='computed_attributes')) -%}
    {%- endfor -%}
    {%- for prediction in predictions() -%}
        {%- for measure, type, possible, description in [
            ('probability', 'number', [0, 1], ': probability, 0–1, null where not scored'),
            ('score', 'number', [0, 100], ': 100 times the probability, 0–100'),
            ('percentile', 'number', [1, 100], ': where the probability stands among those of the training, 1–100'),
            ('band', 'text', ['low', 'medium', 'high'], ': low up to a score of 24, high from 75, else medium'),
        ] -%}
            {%- do fields.append({
                'name': prediction.name ~ '_' ~ measure, 'type': type, 'possible': possible, 'origin': 'predictions',
                'description': prediction.description ~ description,
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for insight in value_insights() -%}
        {%- for name, measure in insight.columns.items() -%}
            {%- do fields.append({
                'name': name, 'type': 'number', 'origin': insight.origin,
                'possible': {'probability': [0, 1], 'percentile': [1, 100], 'score': [0, 100]}.get(measure),
                'description': insight.description ~ (': percentile among those of the training, 1–100' if measure == 'percentile' else ''),
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for kind in affinities().of -%}
        {%- for name, type, description in [
            ('top_' ~ kind, 'text', 'The ' ~ kind ~ ' with the highest affinity'),
            ('top_' ~ kind ~ '_list', 'list', 'The five of kind ' ~ kind ~ ' with the highest affinity, highest first, JSON array'),
        ] -%}
            {%- do fields.append({'name': name, 'type': type, 'origin': 'affinities', 'description': description}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name, type, description in [
        ('cluster_id', 'number', 'Number of the cluster of people that the person is in, the same from build to build, null without activity in the last year'),
        ('cluster_name', 'text', 'What sets that cluster apart; another name where that no longer holds'),
    ] -%}
        {%- do fields.append({'name': name, 'type': type, 'origin': 'clusters', 'description': description}) -%}
    {%- endfor -%}
    {%- for purpose in consent_defaults() -%}
        {%- do fields.append({
            'name': purpose ~ '_consent', 'type': 'text', 'possible': ['in', 'out', 'pending'], 'origin': 'consent_defaults',
            'description': 'Consent to the purpose ' ~ purpose ~ ': in, out or pending',
        }) -%}
    {%- endfor -%}
    {%- for name, which in [('first_seen_at', 'First'), ('last_seen_at', 'Last')] -%}
        {%- do fields.append({
            'name': name, 'type': 'timestamp', 'origin': 'identities', 'description': which ~ ' time that any identity was seen, UTC',
        }) -%}
    {%- endfor -%}
    {%- set seen = {} -%}
    {%- for field in fields -%}
        {%- if field.name in seen -%}
            {{ rule_error({'subject': field.origin ~ ": '" ~ field.name ~ "'"}, '',
                'it is the name of another column of the profile, too, from ' ~ seen[field.name], 'rename one of them') }}
        {%- endif -%}
        {%- do seen.update({field.name: field.origin}) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}
