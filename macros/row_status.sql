{% macro row_status(is_duplicate, is_after_as_of='false') -%}
    case
        when is_not_yet_known then 'not_yet_known'
        when rejection_code is not null then 'rejected'
        when {{ is_duplicate }} then 'duplicate'
        when {{ is_after_as_of }} then 'after_as_of'
        else 'accepted'
    end
{%- endmacro %}
