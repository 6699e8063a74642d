{% macro event_gap_frame(after, within, is_ahead) -%}
    {{ return(adapter.dispatch('event_gap_frame')(after, within, is_ahead)) }}
{%- endmacro %}

{% macro duckdb__event_gap_frame(after, within, is_ahead) -%}
    {%- set direction = 'following' if is_ahead else 'preceding' -%}
    {%- set near = '(to_minutes(' ~ after ~ ') + to_microseconds(1)) ' ~ direction -%}
    {%- set far = ('to_minutes(' ~ within ~ ') ' if within else 'unbounded ') ~ direction -%}
    {{ near ~ ' and ' ~ far if is_ahead else far ~ ' and ' ~ near }}
{%- endmacro %}
