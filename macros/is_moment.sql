{% macro is_moment(text) -%}
    {%- set found = modules.re.fullmatch(
        '([0-9]{4})-([0-9]{2})-([0-9]{2})'
        '(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.][0-9]{1,6})?)?(?:Z|[+-]([0-9]{2})(?::?([0-9]{2}))?)?)?',
        text
    ) -%}
    {%- if not found -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set year, month, day, hour, minute, second, offset_hour, offset_minute = found.groups(0) | map('int') -%}
    {%- set is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) -%}
    {%- set days = [31, 29 if is_leap_year else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] -%}
    {{ return(
        year >= 1 and 1 <= month <= 12 and 1 <= day <= days[month - 1]
        and hour <= 23 and minute <= 59 and second <= 59 and offset_hour <= 15 and offset_minute <= 59
    ) }}
{%- endmacro %}
