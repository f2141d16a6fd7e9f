package web

import (
	"slices"
	"strings"
	"sync"

	"bistand/web/citizen"
	"bistand/web/public"
	"bistand/web/site"
	"bistand/web/staff"
)

// Routes returns every route of every side.
func Routes() []site.Route { return slices.Concat(public.Routes(), citizen.Routes(), staff.Routes()) }

// shown are the addresses that can be asked for.
var shown = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, route := range Routes() {
		if path, ok := strings.CutPrefix(route.Pattern, "GET "); ok {
			all[path] = true
		}
	}
	return all
})

// aboveForm is how many parts at the end of an address that forms are sent to must go for that of a page; 0 where there is none above it.
func aboveForm(pattern string) (parts int) {
	path, ok := strings.CutPrefix(pattern, "POST ")
	for ; ok && !shown()[path]; parts++ {
		if path = path[:strings.LastIndexByte(path, '/')]; path == "" {
			return 0
		}
	}
	return parts
}
