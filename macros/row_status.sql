{#
    What becomes of a submitted row: not_yet_known, rejected, duplicate, after_as_of or accepted.
    Expects `is_not_yet_known` and `rejection_code` in scope.
#}
{% macro row_status(is_duplicate, is_after_as_of='false') -%}
    case
        when is_not_yet_known then 'not_yet_known'
        when rejection_code is not null then 'rejected'
        when {{ is_duplicate }} then 'duplicate'
        when {{ is_after_as_of }} then 'after_as_of'
        else 'accepted'
    end
{%- endmacro %}
