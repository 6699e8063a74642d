{{ affinities_of('content') }}
