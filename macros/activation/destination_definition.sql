{% macro destination_definition(name, path, raw_code, segments) -%}
    {%- set scope = {'subject': "destination '" ~ name ~ "' (" ~ path ~ ')', 'name': name, 'path': path} -%}
    {%- if not modules.re.fullmatch('[a-z][a-z0-9_]*', name) -%}
        {{ rule_error(scope, '', 'the file has a name that no relation can have',
            'use lower-case letters, digits and underscores, beginning with a letter') }}
    {%- endif -%}
    {%- if name in ['lake', 'deliveries'] -%}
        {{ rule_error(scope, '', 'the name ' ~ name ~ ' is taken', 'give the file another one') }}
    {%- endif -%}
    {%- set begins = 'segments:, purpose:, identities:, attributes:, may_receive:, deduplicate_by:, mode: or file:' -%}
    {%- set declared = block_mapping(called_block(raw_code, 'destination', 'declaration', scope), 'declaration', begins, scope) -%}
    {%- do rule_keys(
        declared, ['segments', 'purpose', 'identities', 'attributes', 'may_receive', 'deduplicate_by', 'mode', 'file'], '', scope
    ) -%}
    {%- for key, is_list in [('segments', true), ('may_receive', true), ('identities', false), ('attributes', false), ('file', false)] -%}
        {%- set value = declared.get(key, [] if is_list else {}) -%}
        {%- if value is string or value is not iterable or (value is mapping) == is_list -%}
            {{ rule_error(scope, key, "found '" ~ value ~ "'", 'write ' ~ ('a list such as [one, two]' if is_list else 'a mapping such as {name: value}')) }}
        {%- endif -%}
        {%- do declared.update({key: value}) -%}
    {%- endfor -%}
    {%- for key in ['segments', 'may_receive'] if declared[key] | reject('string') | list -%}
        {{ rule_error(scope, key, "found '" ~ declared[key] ~ "'", 'write a list of names, such as [one, two]') }}
    {%- endfor -%}
    {%- if not declared.segments -%}
        {{ rule_error(scope, 'segments', 'there is none', 'name the audiences whose members are sent, such as segments: [win_back]') }}
    {%- endif -%}
    {%- for segment in declared.segments if segment not in segments -%}
        {{ rule_error(scope, 'segments', "'" ~ segment ~ "' is not a segment", allowed_names(segment, segments | sort)) }}
    {%- endfor -%}
    {%- set columns = [] -%}
    {%- for namespace, wanted in declared.identities.items() -%}
        {%- set at = rule_place('identities', namespace) -%}
        {%- if not modules.re.fullmatch('[A-Za-z0-9_.-]+', namespace | string) -%}
            {{ rule_error(scope, at, 'found a namespace with other characters', 'write it as identity.identity_map has it, such as email') }}
        {%- endif -%}
        {%- set identity = wanted if wanted is mapping else {'as': wanted} -%}
        {%- do rule_keys(identity, ['as', 'hash'], at, scope) -%}
        {%- if 'hash' in identity and identity.hash != 'sha256' -%}
            {{ rule_error(scope, at, "found hash: '" ~ identity.hash ~ "'", 'allowed is sha256, of the value in lower case without blanks around it') }}
        {%- endif -%}
        {%- do columns.append({'name': identity.get('as'), 'namespace': namespace, 'is_hashed': 'hash' in identity, 'at': at}) -%}
    {%- endfor -%}
    {%- set fields = {'profile_id': 'text'} -%}
    {%- for field in profile_fields() -%}
        {%- do fields.update({field.name: field.type}) -%}
    {%- endfor -%}
    {%- for field, column in declared.attributes.items() -%}
        {%- set at = rule_place('attributes', field) -%}
        {%- if field not in fields -%}
            {{ rule_error(scope, at, "'" ~ field ~ "' is not a column of the profile", allowed_names(field, fields)) }}
        {%- endif -%}
        {%- do columns.append({'name': column, 'field': field, 'at': at}) -%}
    {%- endfor -%}
    {%- set taken = ['destination', 'profile_id', 'operation', 'batch_id', 'sent_at', 'record_key', 'row_hash', 'deduplicated_by'] -%}
    {%- for column in columns -%}
        {%- if column.name is not string or not modules.re.fullmatch('[A-Za-z][A-Za-z0-9_]*', column.name) or '__' in column.name -%}
            {{ rule_error(scope, column.at, "found the name '" ~ column.name ~ "'",
                'give the name that the column has at the destination, beginning with a letter, of letters, digits and single underscores') }}
        {%- endif -%}
        {%- if column.name | lower in taken -%}
            {{ rule_error(scope, column.at, "the name '" ~ column.name ~ "' is taken", 'each name stands once, in upper or lower case, and is none of '
                ~ 'destination, profile_id, operation, batch_id, sent_at, record_key, row_hash, deduplicated_by') }}
        {%- endif -%}
        {%- do taken.append(column.name | lower) -%}
    {%- endfor -%}
    {%- if not columns -%}
        {{ rule_error(scope, '', 'nothing is sent', 'name identities or attributes, such as identities: {email: email}') }}
    {%- endif -%}
    {%- set key = declared.get('deduplicate_by', declared.identities | first or 'profile_id') -%}
    {%- if key is not string or key != 'profile_id' and key not in declared.identities -%}
        {{ rule_error(scope, 'deduplicate_by', "found '" ~ key ~ "'", 'allowed are profile_id and the namespaces under identities') }}
    {%- endif -%}
    {%- if key == 'profile_id' and 'profile_id' not in declared.attributes -%}
        {{ rule_error(scope, '', 'a removal could not say whom', 'send what rows are told apart by: an identity, or attributes: {profile_id: member_id}') }}
    {%- endif -%}
    {%- if declared.get('mode', 'delta') not in ['delta', 'full'] -%}
        {{ rule_error(scope, 'mode', "found '" ~ declared.mode ~ "'", 'allowed are delta, full') }}
    {%- endif -%}
    {{ return(dict(
        scope, segments=declared.segments, purpose=declared.get('purpose'), columns=columns, may_receive=declared.may_receive,
        key=key, mode=declared.get('mode', 'delta'), file=destination_file(declared.file, scope)
    )) }}
{%- endmacro %}
