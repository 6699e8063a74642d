{# A sentence for every cut link: the rule, and the row that won. #}
{%- set identities = ['left', 'right', 'left_exclusive', 'right_exclusive', 'claimed', 'winner'] -%}
with

int_removed_links as (

    select * from {{ ref('int_removed_links') }}

),

int_winning_links as (

    select * from {{ ref('int_winning_links') }}

),

int_identities as (

    select * from {{ ref('int_identities') }}

),

mentioned as (

    {% for column in [
        'left_identity_id', 'right_identity_id', 'left_exclusive_id', 'right_exclusive_id'
    ] -%}
        select {{ column }} as identity_id
        from int_removed_links
        union
    {% endfor -%}
    select winner_identity_id as identity_id
    from int_winning_links

),

-- Values are shown shortened: a sentence is to be read.
named as (

    select
        int_identities.identity_id,
        int_identities.namespace || ' ''' || left(int_identities.identity_value, 60) || ''''
            as words
    from int_identities
    inner join mentioned
        on int_identities.identity_id = mentioned.identity_id

),

worded as (

    select
        int_removed_links.left_identity_id,
        int_removed_links.right_identity_id,
        int_removed_links.code,
        int_removed_links.rule_name,
        {% for identity in identities -%}
            {{ identity }}_names.words as {{ identity }}_words,
        {% endfor -%}
        int_winning_links.dataset,
        int_winning_links.row_id,
        int_winning_links.last_seen_at,
        int_winning_links.winner_removed_reason
    from int_removed_links
    left join int_winning_links
        on
            int_removed_links.left_identity_id = int_winning_links.left_identity_id
            and int_removed_links.right_identity_id = int_winning_links.right_identity_id
    {% for identity in identities -%}
        left join named as {{ identity }}_names
            on
                {% if identity in ['claimed', 'winner'] -%}
                    int_winning_links.{{ identity }}_identity_id
                {%- elif identity in ['left', 'right'] -%}
                    int_removed_links.{{ identity }}_identity_id
                {%- else -%}
                    int_removed_links.{{ identity }}_id
                {%- endif %} = {{ identity }}_names.identity_id
    {% endfor %}

),

-- Which rule it was, and for a link that lost to another, to which.
sentences as (

    select
        left_identity_id,
        right_identity_id,
        code,
        left_exclusive_words || ' and ' || right_exclusive_words as parted_words,
        rule_name,
        '; ' || claimed_words || ' was won by ' || winner_words || ', seen together in '
        || dataset || ' row ''' || row_id || ''' at '
        || cast(last_seen_at as {{ dbt.type_string() }})
        || case winner_removed_reason
            when 'denied_link' then ', until denied_links parted them'
            when 'graph_limit' then ', until max_graph_identities parted them'
            else ''
        end as winner_clause
    from worded

),

final as (

    select
        left_identity_id,
        right_identity_id,
        code,
        case code
            when 'unique_namespace'
                then rule_name || ' is unique, and this link would join ' || parted_words
            when 'denied_link'
                then 'denied_links parts ' || parted_words || ' (' || rule_name || ')'
            when 'graph_limit'
                then
                    'the graph held more than {{ threshold('max_graph_identities') }} identities'
                    || ' (max_graph_identities), of which the oldest leave'
            when 'two_people_in_one_row'
                then
                    'every row that holds both holds two values of a unique namespace, too:'
                    || ' it speaks of two people'
            when 'stitching_off'
                then 'identity_stitching is none: every identity is a profile of its own'
        end
        || case
            when code in ('unique_namespace', 'denied_link') then coalesce(winner_clause, '')
            else ''
        end
        || '.' as explanation
    from sentences

)

select * from final
