package web

import (
	"slices"

	"bistand/web/citizen"
	"bistand/web/public"
	"bistand/web/site"
	"bistand/web/staff"
)

// Routes returns every route of every side.
func Routes() []site.Route { return slices.Concat(public.Routes(), citizen.Routes(), staff.Routes()) }
