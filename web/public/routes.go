// Package public holds the pages that everyone may see: start, log-in, help, languages, accessibility, personal data; and
// the ways in for citizens and for staff.
package public

import "bistand/web/site"

// Routes returns every route of the public side.
func Routes() []site.Route {
	return []site.Route{
		{Pattern: "GET /{$}", Policy: site.Open, Handler: start},
		{Pattern: "GET /hjalp", Policy: site.Open, Handler: help},
		{Pattern: "GET /hjalp/bild/{name}", Policy: site.Open.Anonymous(), Handler: shot},
		{Pattern: "GET /hjalp/instruktion", Policy: site.Open, Handler: instruction},
		{Pattern: "GET /hjalp/instruktion/{code}", Policy: site.Open, Handler: instructionIn},
		{Pattern: "GET /tillganglighet", Policy: site.Open, Handler: accessibility},
		{Pattern: "POST /tillganglighet", Policy: site.Open.Anonymous().WithLimit(), Handler: reportBarrier},
		{Pattern: "GET /tyck-till", Policy: site.Open.Anonymous(), Handler: feedback},
		{Pattern: "POST /tyck-till", Policy: site.Open.Anonymous().WithLimit(), Handler: giveFeedback},
		{Pattern: "GET /personuppgifter", Policy: site.Open, Handler: privacy},
		{Pattern: "GET /sprak", Policy: site.Open, Handler: languages},
		{Pattern: "GET /sprak/{code}", Policy: site.Open, Handler: setLanguage},

		{Pattern: "GET /provberakning", Policy: site.Open.Anonymous(), Handler: trial},
		{Pattern: "POST /provberakning", Policy: site.Open.Anonymous(), Handler: tryOut},
		{Pattern: "GET /normen", Policy: site.Open, Handler: norms},
		{Pattern: "GET /normen/{year}", Policy: site.Open, Handler: normOfYear},
		{Pattern: "GET /riktlinjer", Policy: site.Open, Handler: guidelines},

		{Pattern: "GET /logga-in", Policy: site.Open, Handler: login},
		{Pattern: "POST /logga-in", Policy: site.Open.WithLimit(), Handler: startLogin},
		{Pattern: "GET /logga-in/{order}", Policy: site.Open, Handler: loginFlow.Show},
		{Pattern: "GET /logga-in/{order}/qr.svg", Policy: site.Open, Handler: loginFlow.QR},
		{Pattern: "GET /logga-in/{order}/lage", Policy: site.Open, Handler: loginFlow.State},
		{Pattern: "POST /logga-in/{order}/avbryt", Policy: site.Open.WithoutKey(), Handler: loginFlow.Cancel},
		{Pattern: "GET /logga-in/{order}/klar", Policy: site.Open, Handler: finishLogin},

		{Pattern: "GET " + site.RefusedHref, Policy: site.Open, Handler: refused},
		{Pattern: "GET /logga-in/annan", Policy: site.Open.WithLimit(), Handler: startOther},
		{Pattern: "GET /logga-in/annan/svar", Policy: site.Open, Handler: finishOther},

		{Pattern: "POST /logga-ut", Policy: site.Open.WithoutKey(), Handler: logOut},
		{Pattern: "POST /logga-ut/overallt", Policy: site.Open.WithoutKey(), Handler: logOutEverywhere},
		{Pattern: "POST /lamna", Policy: site.Open.WithoutKey(), Handler: leave},
		{Pattern: "GET /utloggad", Policy: site.Open, Handler: loggedOut},

		{Pattern: "POST /leveransrapport/{hemlighet}", Policy: site.Open.WithoutKey(), Handler: deliveryReport},

		{Pattern: "GET /handlaggning/logga-in", Policy: site.Open, Handler: staffLogin},
		{Pattern: "GET /handlaggning/logga-in/borja", Policy: site.Open.WithLimit(), Handler: startStaffLogin},
		{Pattern: "GET /handlaggning/logga-in/svar", Policy: site.Open, Handler: finishStaffLogin},
	}
}
