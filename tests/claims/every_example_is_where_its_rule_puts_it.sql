{#
    A rule may carry people who should be in it or not. One that disagrees stops here, with the clause that does; the models need not be
    built for it.
#}
{%- do check_examples() %}
select 'a person' as example
where false
