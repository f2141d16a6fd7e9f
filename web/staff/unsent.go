package staff

import (
	"bistand/web/site"
	"bistand/web/ui"
)

// unsentSide is where staff find what they filled in while their log-in ended.
var unsentSide = site.UnsentSide{
	At: site.StaffUnsentPage, Onward: queueHref, Layout: ui.StaffLayout, Frame: func(v *site.Visit, title string) ui.Page { return page(v, title, "") },
}
