{% macro sees_no_later_row() -%}
    {%- set cuts = ref('cuts') -%}
    {%- if execute and 'outcomes' not in model.fqn and 'cut_at' in names_of_columns(this) -%}
        {%- set question -%}
            select distinct cast(cut_at as varchar) as cut_at, days_before_as_of
            from {{ cuts }}
            where role = 'test' and cut_at in (select cut_at from {{ this }})
            order by cut_at
        {%- endset -%}
        {%- for cut in run_query(question) -%}
            {%- set blind = namespace(sql=model.compiled_code) -%}
            {%- for id in model.depends_on.nodes -%}
                {%- set relation = ref(graph.nodes[id].name) -%}
                {%- set blind.sql = blind.sql | replace(relation | string, rows_before_cut(relation, graph.nodes[id].fqn[1], cut)) -%}
            {%- endfor -%}
            {%- do compare_at_cut('(' ~ blind.sql ~ ')', cut['cut_at']) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
