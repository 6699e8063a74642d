{% macro sees_no_later_row() -%}
    {%- set cuts = ref('cuts') -%}
    {%- if execute and 'outcomes' not in model.fqn -%}
        {%- do check_inputs_of_features() -%}
        {%- set names = names_of_columns(this) -%}
        {%- set question -%}
            select distinct cast(cut_at as varchar) as cut_at, days_before_as_of
            from {{ cuts }}
            where role = 'test' {{ 'and cut_at in (select cut_at from ' ~ this ~ ')' if 'cut_at' in names }}
            order by days_before_as_of desc
            {{ 'limit 1' if 'cut_at' not in names }}
        {%- endset -%}
        {%- for cut in run_query(question) if columns_of_time(names) -%}
            {#- Most read rows of the cut alone, which is faster; others may be made of earlier cuts. -#}
            {%- if changed_rows(cut, '=') > 0 and changed_rows(cut, '<=') > 0 -%}
                {%- set changed = [] -%}
                {%- for name in names if changed_rows(cut, '<=', adapter.quote(name)) > 0 -%}
                    {%- do changed.append(name) -%}
                {%- endfor -%}
                {{ exceptions.raise_compiler_error(
                    model.name ~ " sees what comes after its cut: without any row at or after " ~ cut['cut_at'] ~ ", " ~ changed_rows(cut, '<=')
                    ~ " of its rows before are not the same (" ~ (changed or ['the same values, in other rows']) | join(', ')
                    ~ "). Let every row that it reads end at the cut, as the relations beside it do."
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
