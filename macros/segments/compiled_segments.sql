{% macro compiled_segments() -%}
    {#- Several models ask in one run, and a thousand rules take seconds to compile. -#}
    {%- if 'compiled_segments' in graph -%}
        {{ return(graph.compiled_segments) }}
    {%- endif -%}
    {%- set nodes = graph.get('nodes', {}).values() | selectattr('resource_type', 'equalto', 'model')
        | selectattr('fqn.1', 'equalto', 'segments') | list -%}
    {%- set names = nodes | map(attribute='name') | list -%}
    {%- set language = rule_language() -%}
    {%- set waiting = {} -%}
    {%- for node in nodes -%}
        {%- if (node.schema, node.alias) != ('segments', node.name) -%}
            {{ rule_error({'subject': "segment '" ~ node.name ~ "' (" ~ node.original_file_path ~ ')'}, '',
                'its view would be ' ~ node.schema ~ '.' ~ node.alias, 'leave out alias and schema: it is segments.' ~ node.name) }}
        {%- endif -%}
        {%- set modes = [] -%}
        {%- for tag in node.tags -%}
            {%- set mode = nearest_name(tag, ['scheduled', 'streaming'], 0.6) -%}
            {%- if mode and tag != mode -%}
                {{ rule_error({'subject': "segment '" ~ node.name ~ "' (" ~ node.original_file_path ~ ')'}, 'tags', "found '" ~ tag ~ "'",
                    'the nearest is ' ~ mode ~ '; a tag of another meaning is called otherwise') }}
            {%- endif -%}
            {%- do modes.append(mode) if mode -%}
        {%- endfor -%}
        {%- if modes | length > 1 -%}
            {{ rule_error({'subject': "segment '" ~ node.name ~ "' (" ~ node.original_file_path ~ ')'}, 'tags', 'found both scheduled and streaming',
                'give one; without either it is scheduled') }}
        {%- endif -%}
        {%- do waiting.update({node.name: segment_definition(node.name, node.original_file_path, node.raw_code, names, language)}) -%}
        {%- do waiting[node.name].update({'mode': modes | first | default('scheduled')}) -%}
    {%- endfor -%}
    {%- set ordered, hashes = [], {} -%}
    {%- for round in range(names | length) if waiting -%}
        {%- set ready = [] -%}
        {%- for name, definition in waiting.items() if not definition.segments | select('in', waiting) | list -%}
            {%- do ready.append(name) -%}
        {%- endfor -%}
        {%- for name in ready | sort -%}
            {%- set definition = waiting.pop(name) -%}
            {#- An audience means something else when one that it asks about does. -#}
            {%- set parts = [definition.hash] -%}
            {%- for other in definition.segments | sort -%}
                {%- do parts.append(hashes[other]) -%}
            {%- endfor -%}
            {%- do hashes.update({name: local_md5(parts | join(' '))}) -%}
            {%- do definition.update({'level': round, 'hash': hashes[name], 'why_not_streaming': _why_not_streaming(definition, ordered)}) -%}
            {%- do ordered.append(definition) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if waiting -%}
        {%- do _segment_circle(waiting) -%}
    {%- endif -%}
    {%- do graph.update({'compiled_segments': ordered}) if nodes -%}
    {{ return(ordered) }}
{%- endmacro %}
