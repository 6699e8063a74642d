{% macro estimate(segment) -%}
    {%- set definitions = compiled_segments() -%}
    {%- set by_name = {} -%}
    {%- for definition in definitions -%}
        {%- do by_name.update({definition.name: definition}) -%}
    {%- endfor -%}
    {%- if segment not in by_name -%}
        {{ exceptions.raise_compiler_error("'" ~ segment ~ "' is not a segment; " ~ allowed_names(segment, by_name | sort) ~ '.') }}
    {%- endif -%}
    {#- An operation may not ref() what is private to the models, and reads what the last build left. -#}
    {%- set relations = {} -%}
    {%- for schema, name in [
        ('marts', 'customer_profiles'), ('input', 'build_clock'), ('identity', 'identity_map'), ('identity', 'profile_aliases'),
        ('insights', 'int_affinities'), ('profile', 'profile_events'), ('membership', 'segment_evaluations'), ('membership', 'segment_history'),
        ('membership', 'segment_sizes'),
    ] -%}
        {%- do relations.update({name: adapter.get_relation(target.database, schema, name)}) -%}
        {%- if not relations[name] and schema != 'membership' -%}
            {{ exceptions.raise_compiler_error(
                schema ~ '.' ~ name ~ ' is not built yet: an audience is estimated from the profiles of the last build. Run dbt build first.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {#- The audience and those that it asks about; whoever asks for the top of all has to see all. -#}
    {%- set needed = [segment] -%}
    {%- for name in needed -%}
        {%- for other in by_name[name].segments if other not in needed -%}
            {%- do needed.append(other) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set parts = definitions | selectattr('name', 'in', needed) | list -%}
    {%- set ranks = [] -%}
    {%- for part in parts -%}
        {%- do ranks.extend(part.clauses | selectattr('rank', 'defined') | list) -%}
    {%- endfor -%}
    {%- set total = run_query('select count(*) from ' ~ relations.customer_profiles).rows[0][0] -%}
    {%- set share = 1 if ranks else run_query('select ' ~ estimate_share(total)).rows[0][0] -%}
    {%- set others = [] -%}
    {%- set columns = adapter.get_columns_in_relation(relations.segment_evaluations) if relations.segment_evaluations else [] -%}
    {%- for column in columns if column.name.startswith('in__') and column.name != 'in__' ~ segment -%}
        {%- do others.append(column.name) -%}
    {%- endfor -%}
    {%- set found = run_query(estimate_query(segment, parts, share, relations, others)).rows[0] -%}
    {%- set sized = estimated_size(found.seen_members ~ '.0', found.profiles_read, total) -%}
    {%- set size = run_query('select ' ~ sized.estimated_size ~ ' as size, ' ~ sized.lower ~ ' as lower, ' ~ sized.upper ~ ' as upper').rows[0] -%}
    {%- set lines = [segment ~ ': ' ~ '{:,}'.format(size.size) ~ ' of ' ~ '{:,}'.format(total) ~ ' profiles'
        ~ (', all read' if found.profiles_read == total else ', 95 % between ' ~ '{:,}'.format(size.lower) ~ ' and ' ~ '{:,}'.format(size.upper)
        ~ ', from ' ~ '{:,}'.format(found.profiles_read) ~ ' read')] -%}
    {%- set asked = [] -%}
    {%- for part in parts -%}
        {%- for measure in part.events.values() | list + part.sequences.values() | list -%}
            {%- do asked.extend(measure.event_types) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set seen = run_query('select distinct event_type from ' ~ relations.profile_events).columns[0].values() if asked else [] -%}
    {%- for event_type in asked | unique if event_type not in seen -%}
        {%- set nearest = nearest_name(event_type, seen) -%}
        {%- do lines.append("  no event is called '" ~ event_type ~ "'" ~ ('; the nearest is ' ~ nearest if nearest else '')) -%}
    {%- endfor -%}
    {%- set overlaps = [] -%}
    {%- for other in others if found.compared_members and found[other] -%}
        {%- do overlaps.append((found[other], other[4:])) -%}
    {%- endfor -%}
    {%- if overlaps and found.compared_members < found.seen_members -%}
        {%- do lines.append('  ' ~ '{:,}'.format(found.compared_members) ~ ' of its members tell what it shares with others:') -%}
    {%- endif -%}
    {%- for shared, other in (overlaps | sort(reverse=true))[:10] -%}
        {%- do lines.append('  ' ~ '{:.0%}'.format(shared / found.compared_members) ~ ' are in ' ~ other ~ ' as last evaluated') -%}
    {%- endfor -%}
    {{ print(lines | join('\n')) }}
{%- endmacro %}
