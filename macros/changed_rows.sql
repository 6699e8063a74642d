{% macro changed_rows(cut, of_cut, columns='*') -%}
    {%- set blind = namespace(sql=model.compiled_code) -%}
    {%- for id in model.depends_on.nodes -%}
        {%- set relation = ref(graph.nodes[id].name) -%}
        {%- set blind.sql = blind.sql | replace(relation | string, known_before_cut(relation, names_of_columns(relation), cut, of_cut)) -%}
    {%- endfor -%}
    {%- set names = names_of_columns(this) -%}
    {#- Of days and events, which have no cut, some identities tell enough. -#}
    {%- set some = 'where identity_id < 1000 or mod(identity_id, 16) = 0' if 'cut_at' not in names and 'identity_id' in names -%}
    {%- set made -%}
        select {{ columns }}, 1 as side
        from {{ known_before_cut(this, names, cut, '=') }}
        {{ some }}
        union all
        select {{ columns }}, -1 as side
        from {{ known_before_cut('(\n' ~ blind.sql ~ '\n)', names, cut, '=') }}
        {{ some }}
    {%- endset -%}
    {%- set differences -%}
        select coalesce(greatest(count_if(side > 0), count_if(side < 0)), 0) as row_count
        from (select {{ '* exclude (side)' if columns == '*' else columns }}, sum(side) as side from ({{ made }}) group by all)
    {%- endset -%}
    {{ return(run_query(differences)[0]['row_count']) }}
{%- endmacro %}
