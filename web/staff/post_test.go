package staff_test

import (
	"strings"
	"testing"

	"bistand/aid"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// postOf returns the address of the letter to someone whose name is in the row of a kind.
func postOf(t testing.TB, page *webtest.Page, prefix string) string {
	t.Helper()
	for _, href := range page.Links() {
		if strings.HasPrefix(href, prefix) {
			return href
		}
	}
	t.Fatalf("no letter at %s", prefix)
	return ""
}

// B7: a request that is not read, or is to someone who must be written to, is a letter in two languages with what, why, until when and
// how to answer on paper; what was told is seen by staff and by the person; a decision goes the same way.
func TestB7_LettersWithRequestsAndDecisions(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			desk, actor := o.Lund.Tenant.Desk, aid.Actor{Kind: aid.ByStaff, ID: o.Caseworker.ID, Name: o.Caseworker.Name}
			err := desk.ChangeProfile(t.Context(), webtest.RequestOf(aid.Actor{Kind: aid.ByCitizen, ID: o.CoApplicant.ID}), o.Case.ID,
				aid.Profile{PersonID: o.CoApplicant.ID, Email: "omar@example.org", Language: "ar", Notice: aid.NoticeByLetter})
			if err != nil {
				t.Fatal(err)
			}
			q, err := desk.AskForCompletion(t.Context(), webtest.RequestOf(actor), o.Caseworker, aid.CompletionRequest{
				CaseID: o.Case.ID, Why: "Kontoutdraget slutar den 20 oktober.", Until: aid.SwedishDate(o.Clock.Now()).AddDays(14),
				Items: []aid.CompletionItem{{Group: "attachment", What: "bank_statement", Who: "Omar Öberg", Month: aid.Month{Year: 2026, Month: 10}}},
			})
			if err != nil {
				t.Fatal(err)
			}
			worker := o.as(o.Caseworker)
			prefix := "/handlaggning/post/begaran/" + string(q.ID)
			path := postOf(t, worker.Get("/handlaggning/post").Want(200, "Omar Öberg", "Begäran om underlag", "Vill ha brev"), prefix)
			page := worker.Get(path).Want(200, "Hej Omar", "Kontoutdraget slutar", "Så svarar du på papper", "للرد ورقياً", "Exempelgatan 1")
			article := page.Body[strings.Index(page.Body, "<article"):strings.Index(page.Body, "</article>")]
			if strings.Contains(article, o.Case.Number) || strings.Contains(article, "19790630") || !strings.Contains(article, `dir="rtl"`) {
				t.Error("the letter holds what it should not, or its Arabic is not marked")
			}
			worker.Get(prefix + "/" + string(o.Son.ID)).Want(404)
			o.as(o.stranger).Get(path).Want(403, "Varför behöver du öppna ärendet")
			form(page, path).Submit().Want(422, "Välj ett alternativ")
			list := form(page, path).Set("way", "post").Submit().At("/handlaggning/post")
			if strings.Contains(list.Body, prefix) {
				t.Error("what was told is still in the queue")
			}
			worker.Get(path).Want(200, "Inget återstår")
			worker.Get("/handlaggning/arende/"+string(o.Case.ID)).Want(200, "Berättat med post eller telefon", "Med post", "Omar Öberg")
			o.adult(o.Case, o.CoApplicant).Get("/begaran/"+string(q.ID)).Want(200, "Du fick det med post.")
			// The partner was not told, and has read nothing.
			if waits, err := o.Store.AwaitsReading(t.Context(), q.ID, o.Applicant.ID); err != nil || !waits {
				t.Errorf("the partner's: %v %v", waits, err)
			}

			o.Now = o.Clock.Now()
			d := o.Decide(o.Calculate(o.apply(o.Case, aid.Month{Year: 2026, Month: 12}, nil), o.Caseworker), o.Decider)
			o.Clock.Set(o.Now.AddDate(0, 0, 8))
			worker = o.as(o.Caseworker)
			path = postOf(t, worker.Get("/handlaggning/post").Want(200, "Beslut", "Oläst i 8 dagar"), "/handlaggning/post/beslut/"+string(d.ID)+"/"+string(o.CoApplicant.ID))
			form(worker.Get(path).Want(200, "Vi har fattat ett beslut", d.Reasons, "اتخذنا قراراً"), path).Set("way", "telephone").Submit().At("/handlaggning/post")
			if on, err := o.Store.ReceivedOn(t.Context(), d.ID, o.CoApplicant.ID); err != nil || !on.IsZero() {
				t.Errorf("a letter is no receipt: %v %v", on, err)
			}
			// Who has left the case since is still told of what was decided before.
			left := ""
			for _, href := range worker.Get("/handlaggning/post").Links() {
				if strings.HasSuffix(href, string(o.Gone.ID)) {
					left = href
				}
			}
			form(worker.Get(left).Want(200, "Hej Leif"), left).Set("way", "post").Submit().At("/handlaggning/post")
			worker.Get("/handlaggning/arende/"+string(o.Separated.ID)).Want(200, "Leif Borta")
			o.adult(o.Case, o.CoApplicant).Get("/beslut/"+string(d.ID)).Want(200, "Vi berättade det på telefon")
		})
	}
}
