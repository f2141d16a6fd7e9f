package citizen

import (
	"bistand/web/site"
	"bistand/web/ui"
)

// unsentSide is where citizens find what they filled in while their log-in ended.
var unsentSide = site.UnsentSide{
	At: site.UnsentPage, Onward: "/start", Layout: ui.Layout, Frame: func(v *site.Visit, title string) ui.Page { return page(v, title, "") },
}

func unsent(v *site.Visit) error {
	if _, err := v.CaseID("unsent"); err != nil {
		return err
	}
	return unsentSide.Show(v)
}

func discardUnsent(v *site.Visit) error {
	if _, err := v.CaseID("unsent"); err != nil {
		return err
	}
	return unsentSide.Discard(v)
}
