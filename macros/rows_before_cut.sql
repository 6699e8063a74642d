{% macro rows_before_cut(relation, layer, cut) -%}
    {%- set names = names_of_columns(relation) -%}
    {%- if 'cut_at' in names -%}
        (select * from {{ relation }} where cut_at = {{ moment(cut['cut_at']) }})
    {%- elif 'days_before_as_of' in names -%}
        (select * from {{ relation }} where days_before_as_of >= {{ cut['days_before_as_of'] }})
    {%- elif 'event_at' in names -%}
        (select * from {{ relation }} where event_at < {{ moment(cut['cut_at']) }})
    {%- elif layer == 'profile' -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ " reads " ~ relation.identifier ~ ", which says what is known now and not since when: features have to be"
            ~ " the same at a cut whatever came after it. Read profile_events, or what is made of it, before the cut."
        ) }}
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}
