{# How the number of clusters was chosen. #}
with

ml_clusters__trained as (

    select * from {{ ref('ml_clusters__trained') }}

),

final as (

    select
        cluster_count,
        mean_ari,
        least_ari,
        silhouette,
        smallest_share,
        row_count,
        is_chosen
    from ml_clusters__trained

)

select * from final
