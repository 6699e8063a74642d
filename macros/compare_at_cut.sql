{% macro compare_at_cut(blind, cut_at) -%}
    {%- set at_cut = ' where cut_at = ' ~ moment(cut_at) -%}
    {%- set difference = 'select count(*) as row_count from (select {0} from {1}' ~ at_cut ~ ' except all select {0} from {2}' ~ at_cut ~ ')' -%}
    {%- set changed = run_query(difference.format('*', this, blind) ~ ' union all ' ~ difference.format('*', blind, this)) -%}
    {%- set row_count = changed.columns['row_count'].values() | max -%}
    {%- if row_count > 0 -%}
        {%- set columns = [] -%}
        {%- for name in names_of_columns(this) if run_query(difference.format(name, this, blind)).columns[0].values()[0] > 0 -%}
            {%- do columns.append(name) -%}
        {%- endfor -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ " sees what comes after its cut: without any row at or after " ~ cut_at ~ ", " ~ row_count
            ~ " of its rows at that cut are not the same (" ~ (columns or ['rows are missing']) | join(', ')
            ~ "). Let every row that it reads end at the cut, as the relations beside it do."
        ) }}
    {%- endif -%}
{%- endmacro %}
