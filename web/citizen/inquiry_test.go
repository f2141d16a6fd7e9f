package citizen_test

import (
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework/caseworktest"
	"bistand/store"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// registered has both adults sign November's application, and returns it. Authorities know what is said of them.
func (c *couple) registered(w caseworktest.Witnesses) aid.Application {
	c.t.Helper()
	c.begin()
	c.Lund.Tenant.Desk.Authorities = w
	address := c.freeze()
	c.sign(c.asa, address, c.facts.Applicant)
	a := c.application(address)
	c.asa.Get(answersPath(a)).Want(200, "Vi har inte frågat någon myndighet om dig för den här ansökan.")
	c.want(c.asa.Get("/ansokningar/"+string(a.ID)), nil, "Svar från myndigheter")
	if n := c.collect(); n != 0 {
		c.t.Errorf("%d questions before the second has signed", n)
	}
	c.sign(c.omar, address, c.facts.CoApplicant)
	return c.application(address)
}

// collect has all asked that is due.
func (c *couple) collect() int {
	c.t.Helper()
	return caseworktest.Collect(c.t, func() (bool, error) { return c.Lund.Tenant.Desk.RunJob(c.t.Context(), store.Inquiries) })
}

func answersPath(a aid.Application) string { return "/ansokningar/" + string(a.ID) + "/myndigheter" }

// want wants a page with texts and without others.
func (c *couple) want(p *webtest.Page, has []string, lacks ...string) {
	c.t.Helper()
	said := strings.ReplaceAll(p.Text(), "\u00a0", " ")
	if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		said = p.Body
	}
	for _, text := range has {
		if !strings.Contains(said, text) {
			c.t.Errorf("%s lacks %q:\n%.3000s", p.URL, text, said)
		}
	}
	for _, text := range lacks {
		if strings.Contains(said, text) {
			c.t.Errorf("%s has %q", p.URL, text)
		}
	}
}

// marked is what one authority pays and knows, in words with a mark.
func marked(mark string) map[aid.Authority]aid.Report {
	october := november.Add(-1)
	paid, planned := caseworktest.Benefit("parental_benefit", october, 912_50), caseworktest.Benefit("parental_benefit", november, 1_000_00)
	paid.Name, paid.Gross, paid.From, paid.Until = "Föräldrapenning "+mark, 1_300_00, october.First(), october.Last()
	planned.Name, planned.Planned = "Dagar "+mark, true
	return map[aid.Authority]aid.Report{
		"social_insurance": caseworktest.Paid(paid, planned),
		"employment":       {Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "jobseeker", From: aid.Date{Year: 2026, Month: 2, Day: 3}, Text: "Sökande " + mark}}},
		"vehicles":         {Answer: aid.Answered, Facts: []aid.ReportFact{{Code: "vehicle", Number: 2011, Text: "Fordon " + mark}}},
	}
}

// X6, X10: from the second signature on each adult follows what authorities are asked about them, and reads what they answered about
// themselves and nothing of the other: on the page, on the application's, among all their data and in the file of it.
func TestX6X10_EachReadsTheAnswersAboutThemselves(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			a := c.registered(caseworktest.Witnesses{c.facts.Applicant.Personnummer: marked("Ugglan"), c.facts.CoApplicant.Personnummer: marked("Räven")})
			for _, v := range []*webtest.Visitor{c.asa, c.omar} {
				c.want(v.Get(answersPath(a)), []string{"Vi har frågat myndigheterna. Svaren visas här när de har kommit."}, "Vi har inte frågat")
				c.want(v.Get("/ansokningar/"+string(a.ID)), []string{"Svar från myndigheter", "Vi har frågat myndigheterna.", "Se svaren om dig"})
			}
			if n := c.collect(); n != 2 {
				t.Errorf("%d questions", n)
			}
			for v, words := range map[*webtest.Visitor][2]string{c.asa: {"Ugglan", "Räven"}, c.omar: {"Räven", "Ugglan"}} {
				own, others := words[0], words[1]
				c.want(v.Get(answersPath(a)), []string{
					"Försäkringskassan Har svarat", "Föräldrapenning " + own, "Gäller 2026-10-01 till 2026-10-31", "912,50 kr", "1 300,00 kr före skatt", "Dagar " + own, "Inte utbetald än",
					"Inskriven som arbetssökande sedan 3 februari 2026. Sökande " + own, "Äger ett fordon, årsmodell 2011. Fordon " + own, "Inget registrerat Pensionsmyndigheten A-kassan Centrala studiestödsnämnden (CSN) Skatteverket Migrationsverket Hämtat 2 november 2026",
					"Stämmer något inte?",
				}, others, "Kunde inte kontrolleras", "har inte svarat", "Alla myndigheter")
				c.want(v.Get("/ansokningar/"+string(a.ID)), []string{"Alla myndigheter har svarat."}, others, own)
				c.want(v.Get("/hamta-uppgifter"), []string{"Svar från myndigheter", "Föräldrapenning " + own, "Sökande " + own, "Fordon " + own, "Hämtat 2 november 2026"}, others)
				c.want(v.Get("/hamta-uppgifter/uppgifter.json"), []string{`"Föräldrapenning ` + own + `"`, `"Sökande ` + own + `"`, `"authority":"vehicles"`, `"net":91250`, `"planned":true`}, others)
				for _, path := range []string{"/start", "/ansokningar", "/mina-uppgifter", "/vem-har-last", "/mitt-arende"} {
					c.want(v.Get(path), nil, others)
				}
			}
			stranger := c.Visitor(c.Lund).MustLogIn(c.Lund.New)
			c.want(stranger.Get(answersPath(a)).Want(404), nil, "Ugglan", "Räven")
		})
	}
}

// X6: what could not be checked is told of as that and why, never as nothing; when it is asked again, and that a later question was not answered.
func TestX6_WhatCouldNotBeCheckedIsToldOf(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			missing := func(f aid.ReportFault) aid.Report { return aid.Report{Answer: aid.Unchecked, Fault: f} }
			omar := map[aid.Authority]aid.Report{
				"unemployment_fund": missing(aid.NoAnswer), "tax": missing(aid.Failed), "pensions": missing(aid.NotAllowed), "migration": missing(aid.Unreadable), "employment": marked("Räven")["employment"],
			}
			w := caseworktest.Witnesses{c.facts.Applicant.Personnummer: {"vehicles": missing(aid.NoAnswer)}, c.facts.CoApplicant.Personnummer: omar}
			a := c.registered(w)
			c.collect()
			again := c.Clock.Now().Add(time.Hour).In(aid.Sweden)
			when := "Vi frågar dem igen " + again.Format("2") + " november 2026 kl. " + again.Format("15.04")
			c.want(c.omar.Get(answersPath(a)), []string{
				"4 myndigheter har inte svarat", "Det betyder inte att du saknar inkomst därifrån.", when, "Kunde inte kontrolleras Myndigheten svarade inte.", "Kunde inte kontrolleras Det var ett fel hos myndigheten.",
				"Pensionsmyndigheten Kunde inte kontrolleras Kommunen fick inte fråga om detta.", "Kunde inte kontrolleras Svaret gick inte att läsa.",
				"Inget registrerat Försäkringskassan Centrala studiestödsnämnden (CSN) Transportstyrelsen (bilregistret) Hämtat",
			}, "Alla myndigheter har svarat")
			c.want(c.omar.Get("/ansokningar/"+string(a.ID)), []string{"4 myndigheter har inte svarat", when}, "Alla myndigheter har svarat")
			c.want(c.asa.Get(answersPath(a)), []string{"En myndighet har inte svarat"}, "4 myndigheter")
			for _, path := range []string{"/hamta-uppgifter", "/hamta-uppgifter/uppgifter.json"} {
				has := []string{"Kunde inte kontrolleras", "Svaret gick inte att läsa."}
				if strings.HasSuffix(path, "json") {
					has = []string{`"answer":"unchecked"`, `"fault":"unreadable"`}
				}
				c.want(c.omar.Get(path), has)
			}

			// They answer when they are asked again; the one that has answered is asked by a caseworker, and does not.
			for _, one := range []aid.Authority{"unemployment_fund", "tax", "pensions", "migration"} {
				delete(omar, one)
			}
			c.Clock.Advance(61 * time.Minute)
			c.collect()
			c.omar = c.Visitor(c.Lund).MustLogIn(c.facts.CoApplicant)
			c.want(c.omar.Get(answersPath(a)), []string{"Inget registrerat Försäkringskassan", "Skatteverket Hämtat", "Sökande Räven"}, "har inte svarat", "Kunde inte kontrolleras")
			c.want(c.omar.Get("/ansokningar/"+string(a.ID)), []string{"Alla myndigheter har svarat."})
			omar["employment"] = missing(aid.NoAnswer)
			staff := c.facts.Caseworker
			if err := c.Lund.Tenant.Desk.AskAuthorities(t.Context(), webtest.RequestOf(aid.Actor{Kind: aid.ByStaff, ID: staff.ID, Name: staff.Name}), staff, a.ID); err != nil {
				t.Fatal(err)
			}
			c.collect()
			c.want(c.omar.Get(answersPath(a)), []string{"Sökande Räven", "Svarade inte när vi frågade igen"}, "Kunde inte kontrolleras")
			c.want(c.omar.Get("/hamta-uppgifter"), []string{"Sökande Räven", "Svarade inte när vi frågade igen"})
			c.want(c.omar.Get("/hamta-uppgifter/uppgifter.json"), []string{`"missed_at":"` + c.Clock.Now().UTC().Format("2006-01-02T15:04")}, `"answer":"unchecked"`)
		})
	}
}

// X10: who acts for an adult, or may follow, reads what was answered about that one, and nothing about the other.
func TestX10_ARepresentativeReadsTheAnswersAboutTheirs(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine)
			a := c.registered(caseworktest.Witnesses{c.facts.Applicant.Personnummer: marked("Ugglan"), c.facts.CoApplicant.Personnummer: marked("Räven")})
			c.collect()
			p, gun := c.facts.Represented, c.godman()
			for authority, words := range map[aid.ID][2]string{p.Acting.ID: {"Ugglan", "Räven"}, p.Reads.ID: {"Räven", "Ugglan"}} {
				gun.Post("/for-vem", "for", string(authority)).At("/start")
				for _, path := range []string{answersPath(a), "/hamta-uppgifter", "/hamta-uppgifter/uppgifter.json"} {
					c.want(gun.Get(path), []string{"Sökande " + words[0]}, words[1])
				}
				c.want(gun.Get("/ansokningar/"+string(a.ID)), []string{"Se svaren om dig"}, words[1])
			}
		})
	}
}
