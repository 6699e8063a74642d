{# How the number of clusters was chosen. #}
with

ml_clusters__trained as (

    select * from {{ ref('ml_clusters__trained') }}

),

final as (

    select
        cast(cluster_count as bigint) as cluster_count,
        cast(mean_ari as double) as mean_ari,
        cast(least_ari as double) as least_ari,
        cast(silhouette as double) as silhouette,
        cast(smallest_share as double) as smallest_share,
        cast(row_count as bigint) as row_count,
        cast(is_chosen as boolean) as is_chosen
    from ml_clusters__trained

)

select * from final
