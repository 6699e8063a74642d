{# The category of each product, as deep as affinities look. #}
{{ config(materialized='view') }}
with

products as (

    select {{ learnable_columns('products') }} from {{ ref('products') }}

),

final as (

    select
        product_id,
        -- Levels stand between ` > `; a `>` without blanks is part of a name.
        trim(
            replace(
                regexp_extract(
                    replace(category_path, ' > ', chr(31)),
                    '^[^\x1F]*(\x1F[^\x1F]*){0,{{ affinities().category_level - 1 }}}',
                    0
                ),
                chr(31),
                ' > '
            )
        ) as category
    from products
    -- A label keeps it from models.
    where product_id is not null

)

select * from final
