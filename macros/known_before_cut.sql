{% macro known_before_cut(relation, names, cut, of_cut) -%}
    {%- if 'cut_at' in names -%}
        (select * from {{ relation }} where cut_at {{ of_cut }} {{ moment(cut['cut_at']) }})
    {%- elif 'days_before_as_of' in names -%}
        (select * from {{ relation }} where days_before_as_of >= {{ cut['days_before_as_of'] }})
    {%- elif 'event_at' in names -%}
        (select * from {{ relation }} where event_at < {{ moment(cut['cut_at']) }})
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}
