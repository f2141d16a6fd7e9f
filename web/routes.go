package web

import (
	"slices"

	"bistand/web/citizen"
	"bistand/web/public"
	"bistand/web/site"
)

// Routes returns every route of every side.
func Routes() []site.Route { return slices.Concat(public.Routes(), citizen.Routes()) }
