{# The variable `training` may name champions; a name that is no version of the insight as declared now changes nothing. #}
select
    declared_training.insight,
    declared_training.champion
from {{ ref('declared_training') }} as declared_training
left join {{ ref('model_versions') }} as model_versions
    on
        declared_training.insight = model_versions.insight
        and declared_training.champion = model_versions.version
        and model_versions.role = 'champion'
where
    declared_training.champion is not null
    and model_versions.version is null
