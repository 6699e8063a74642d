{% macro business_time_zone() -%}
    {%- set zone = var('business_time_zone', 'UTC') -%}
    {%- if zone is not string or zone not in modules.pytz.all_timezones -%}
        {{ rule_error({'subject': 'business_time_zone'}, '', "found '" ~ zone ~ "'",
            'write the name of a time zone such as Europe/Oslo, or UTC') }}
    {%- endif -%}
    {{ return(zone) }}
{%- endmacro %}
