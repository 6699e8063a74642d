{{ affinities_of('product') }}
