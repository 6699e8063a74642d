{{ affinities_of('category') }}
