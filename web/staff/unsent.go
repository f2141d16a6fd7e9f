package staff

import (
	"bistand/web/site"
)

// unsent shows what the visitor filled in while their log-in ended.
func unsent(v *site.Visit) error {
	forms, err := v.Unsent()
	if err != nil {
		return err
	}
	frame := page(v, v.L.T("unsent.title"), "")
	frame.Lead = v.L.T("unsent.lead")
	return v.Render(unsentPage(v.UI(), frame, forms, v.NewKey()))
}

func discardUnsent(v *site.Visit) error {
	if err := v.DiscardUnsent(); err != nil {
		return err
	}
	return v.RedirectToUnsent(site.StaffUnsentPage, queueHref)
}
