{% macro clause_evidence(clause, scope) -%}
    {%- set texts, shares, late_shares = [], [], [] -%}
    {%- set value, type, operator = clause.value, clause.type, clause.operator -%}
    {%- set is_met = clause.condition if not clause.is_negated else 'not ' ~ clause.condition -%}
    {%- if operator in ['gt', 'gte', 'lt', 'lte', 'between'] -%}
        {%- set ends = clause.operand if operator == 'between' else [clause.operand] -%}
        {%- set is_number = type in ['number', 'count'] -%}
        {%- set gaps = [] -%}
        {%- set found = 'coalesce(' ~ value ~ ', 0)' if 'sum' in clause.rule else value -%}
        {%- for end in ends -%}
            {%- set is_upper = operator in ['gt', 'lte'] or operator == 'between' and loop.last -%}
            {%- set literal = rule_literal(end, type, '', scope) ~ (' + interval 1 day' if is_upper and is_whole_day(end, type) else '') -%}
            {%- do gaps.append(
                'round(cast(' ~ found ~ ' as double) - ' ~ literal ~ ', 9)' if is_number else days_between(literal, value)
            ) -%}
        {%- endfor -%}
        {%- for gap in gaps if operator != 'between' or not clause.is_negated -%}
            {%- set is_lower = operator in ['gt', 'gte'] or operator == 'between' and loop.first -%}
            {%- set is_short = is_lower != clause.is_negated -%}
            {#- Three of more than three are one short, and three of what should be less than three one over; so with days. -#}
            {%- set to_pass = 1 if type in ['count', 'date'] and (operator in ['gt', 'lt']) != clause.is_negated and operator != 'between' else 0 -%}
            {%- set missed = 'case when ' ~ gap ~ (' <= 0' if is_short else ' >= 0') ~ ' then abs(' ~ gap ~ ') + ' ~ to_pass ~ ' end' -%}
            {%- set size = 'greatest(abs(' ~ rule_literal(ends[loop.index0], type, '', scope) ~ '), 1)' if is_number else '30' -%}
            {%- set amount = 'nullif(' ~ missed ~ ', 0)' -%}
            {%- do texts.append("'" ~ ('short' if is_short else 'over') ~ " by ' || " ~ (number_text(amount) if is_number else days_text(amount))) -%}
            {%- do shares.append('(' ~ missed ~ ') / ' ~ size) -%}
        {%- endfor -%}
    {%- endif -%}
    {#- Where nothing but within says when, and nothing but whether is asked, the latest one decides. -#}
    {%- set is_plain = clause.rule | select('in', window_keys() + ['count', 'sum', 'average', 'min', 'max', 'distinct_count', 'occurrence'])
        | list | length == 1 -%}
    {%- set which = 'it' if 'field' in clause.rule else 'the ' ~ clause.rule.get('occurrence', 'latest') -%}
    {%- set days = clause.days_ago or days_between(clause.column ~ '__latest', 'as_of') -%}
    {%- for unit, per_day in [('days', 1), ('hours', 24), ('minutes', 1440)]
        if (clause.measure or clause.days_ago) and 'within_' ~ unit in clause.rule and (is_plain or not clause.is_negated) -%}
        {%- set window = clause.rule['within_' ~ unit] ~ '.0 / ' ~ per_day -%}
        {%- set late = '(' ~ days ~ ' - ' ~ window ~ ')' if not clause.is_negated else '(' ~ window ~ ' - ' ~ days ~ ')' -%}
        {%- set missed = 'case when ' ~ late ~ ' > 0 then ' ~ late ~ ' end' -%}
        {%- set amount = days_text('ceil((' ~ missed ~ ') * 10) / 10') -%}
        {%- do texts.append(
            "'" ~ which ~ " leaves the window in ' || " ~ amount if clause.is_negated
            else "'" ~ which ~ " came ' || " ~ amount ~ " || ' too early'"
        ) -%}
        {%- do late_shares.append('(' ~ missed ~ ') / (' ~ window ~ ')') -%}
    {%- endfor -%}
    {%- if clause.rank -%}
        {%- do texts.append(
            "case when " ~ clause.eligible ~ " then 'place ' || " ~ clause.rank ~ " || ', and places up to ' || " ~ number_text(clause.most)
            ~ " || ' are " ~ ('out' if clause.is_negated else 'in') ~ "' when " ~ value ~ " is not null then 'not among those who are ranked' end"
        ) -%}
        {%- do shares.append(
            'case when ' ~ clause.eligible ~ ' then abs(' ~ clause.rank ~ ' - ' ~ clause.most ~ ') / greatest(' ~ clause.most ~ ', 1) end'
        ) -%}
    {%- endif -%}
    {#- Where more than one event is missing, that the latest came too early says nothing of how much. -#}
    {%- set least_of = [shares + late_shares] if is_plain else [shares, late_shares] -%}
    {%- set distances = [] -%}
    {%- for each in least_of if each -%}
        {%- do distances.append('least(' ~ each | join(', ') ~ ')') -%}
    {%- endfor -%}
    {{ return({
        'value': 'cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')',
        'is_met': is_met,
        'shortfall': "case when not " ~ is_met ~ " then coalesce(nullif(concat_ws('; ', " ~ (texts + ["null"]) | join(', ') ~ "), ''), "
            ~ ("case when " ~ value ~ " is null then 'no value' end" if operator != 'missing' else 'null') ~ ') end',
        'distance': 'case when not ' ~ is_met ~ ' then ' ~ ('coalesce(' ~ (distances + ['null']) | join(', ') ~ ')' if distances else 'cast(null as double)') ~ ' end',
        'events': clause.column ~ '__events' if clause.measure else 'cast(null as ' ~ dbt.type_string() ~ ')',
    }) }}
{%- endmacro %}
