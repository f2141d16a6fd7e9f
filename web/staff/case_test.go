package staff_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/store"
	"bistand/web/webtest"
)

func TestH11_CaseOpensToTheAssignedOrWithAReason(t *testing.T) {
	o := open(t, "sqlite")
	address := "/handlaggning/arende/" + string(o.Case.ID)
	o.as(o.Caseworker).Get(address).Want(200, "Ärende "+o.Case.Number, o.Applicant.Personnummer.Full(), "Utredning", "Hembesök", "Kontakter")
	v := o.as(o.stranger)
	page := v.Get(address).Want(http.StatusForbidden, o.Case.Number, "Varför behöver du öppna ärendet?")
	if strings.Contains(page.Body, o.Applicant.FamilyName) {
		t.Error("the page that asks for a reason shows who is in the case")
	}
	page.Form(address+"/oppna").Set("reason", " ").Submit().Want(http.StatusForbidden, "Fyll i det här.")
	page.Form(address+"/oppna").Set("reason", "Vikarie i dag.").Submit().At(address).Want(200, "Åsa Öberg", "Vikarie i dag.", "Sven Vikarie")
	o.Clock.Advance(9 * time.Hour) // a reason holds for a working day
	o.as(o.stranger).Get(address).Want(http.StatusForbidden, "Varför behöver du öppna ärendet?")
}

func TestG2_ProtectedCaseIsForTheAssignedOnly(t *testing.T) {
	o := open(t, "sqlite")
	o.Now = o.Clock.Now()
	c := o.OpenCase("EB-2026-0601", []aid.Person{o.Protected}, nil, o.Caseworker, o.Officer)
	o.Clock.Set(o.Now)
	o.apply(c, november, nil)
	address := "/handlaggning/arende/" + string(c.ID)
	v := o.as(o.stranger)
	v.Get(address).Want(http.StatusForbidden, "Du kan inte se den här sidan")
	v.Post(address+"/oppna", "reason", "Nyfiken.").Want(http.StatusForbidden)
	v.Get(address).Want(http.StatusForbidden)
	page := v.Get("/handlaggning?visa=alla").Want(200, "EB-2026-0601", "Skyddade uppgifter")
	if strings.Contains(page.Body, "Skugga") {
		t.Error("the queue names a protected person to one who is not assigned")
	}
	admin := o.as(o.administrator)
	admin.Get("/handlaggning/atkomst?nummer=EB-2026-0601").Want(http.StatusForbidden)
	admin.Post(address+"/atkomst", "person", string(o.Protected.ID), "aktiv", "ja").Want(http.StatusForbidden)
	o.as(o.Caseworker).Get(address).Want(200, "Skugga")
	o.as(o.Caseworker).Post(address+"/atkomst", "person", string(o.Protected.ID), "aktiv", "ja").Want(422, "Personen har skyddade uppgifter")
}

func TestL1_StaffOpenAndCloseAccess(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		has := func(want bool) {
			t.Helper()
			if got, err := o.Store.HasAccess(t.Context(), o.Case.ID, o.Applicant.ID); err != nil || got != want {
				t.Fatalf("access %v (%v), want %v", got, err, want)
			}
		}
		address := "/handlaggning/arende/" + string(o.Case.ID)
		o.as(o.Caseworker).Get(address).Form(address+"/atkomst").Submit().At(address).Want(200, "Inte aktiverad")
		has(false)
		admin := o.as(o.administrator)
		page := admin.Get("/handlaggning").At("/handlaggning/atkomst").Form("/handlaggning/atkomst").Set("nummer", o.Case.Number).Submit().Want(200, "Åsa Öberg", "Inte aktiverad")
		if strings.Contains(page.Body, string(o.Applicant.Personnummer.Full()[8:])) || strings.Contains(page.Text(), "Hembesök") {
			t.Error("the administrator sees more than names")
		}
		form := page.Form(address + "/atkomst")
		form.Submit().At("/handlaggning/atkomst").Want(200, "Aktiverad")
		has(true)
		form.Submit().At("/handlaggning/atkomst")
		has(true)
		admin.Get(address).Want(http.StatusForbidden)
		admin.Post(address+"/atkomst", "person", string(o.Son.ID), "aktiv", "ja").Want(http.StatusNotFound)
		admin.Get("/handlaggning/atkomst?nummer=EB-0000").Want(200, "Inget ärende hittades")
	})
}

func TestG8_L8_DocumentsAndNotesArePublished(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		v := o.as(o.Caseworker)
		documents, journal := "/handlaggning/arende/"+string(o.Case.ID)+"/dokument", "/handlaggning/arende/"+string(o.Case.ID)+"/journal"
		page := v.Get(documents).Want(200, "Utkast till arbetsplan", "Bara för personal")
		page.Form(documents).Submit().Want(422, "Fyll i det här.")
		form := page.Form(documents).Set("kind", "summons").Set("title", "Kallelse till möte").Set("body", "Välkommen.\n\nTa med legitimation.").Set("publish", "ja")
		form.Submit().At(documents).Want(200, "Kallelse till möte", "Välkommen.")
		form.Submit().At(documents)
		list, err := o.Store.Documents(t.Context(), o.Case.ID, false)
		if err != nil || len(list) != 2 || list[0].Title != "Kallelse till möte" || list[0].WrittenName != o.Caseworker.Name {
			t.Errorf("published documents: %v %v", list, err)
		}
		v.Get(documents).Form(documents + "/publicera").Submit().At(documents)
		if list, err = o.Store.Documents(t.Context(), o.Case.ID, false); err != nil || len(list) != 3 {
			t.Errorf("%d published documents (%v)", len(list), err)
		}
		v.Get(journal).Form(journal).Set("heading", "Samtal").Set("body", "Vi talades vid.").Set("on", "2026-13-01").Submit().Want(422, "Skriv en dag som finns")
		v.Get(journal).Form(journal).Set("heading", "Samtal").Set("body", "Vi talades vid.").Submit().At(journal).Want(200, "Samtal", "Bara för personal")
		v.Get(journal).Form(journal + "/publicera").Submit().At(journal)
		notes, err := o.Store.Notes(t.Context(), o.Case.ID, false)
		if err != nil || len(notes) != 2 {
			t.Errorf("%d published notes (%v)", len(notes), err)
		}
		// A paper of one case is not published by way of another.
		other := o.household("EB-2026-0602", "20150310", o.stranger)
		address := "/handlaggning/arende/" + string(other.ID) + "/dokument/publicera"
		o.as(o.stranger).Post(address, "id", string(o.Unpublished.ID)).Want(http.StatusNotFound)
	})
}

func TestSearchLeadsToTheCase(t *testing.T) {
	o := open(t, "sqlite")
	v := o.as(o.Caseworker)
	address := "/handlaggning/arende/" + string(o.Case.ID)
	v.Get("/handlaggning/sok?q=eb-2026-0417+").At(address).Want(200)
	v.Get("/handlaggning/sok?q=EB-1").Want(200, "Inget ärende hittades")
	person := func(number string) *webtest.Page { return v.Post("/handlaggning/sok", "personnummer", number) }
	person("1234").Want(422, "tolv siffror")
	person(o.Lund.Unknown.Personnummer.Full()).Want(200, "Inget ärende hittades")
	person(o.CoApplicant.Personnummer.Full()).At(address)
	person(o.Applicant.Personnummer.Full()).Want(200, "Flera ärenden hittades", o.Case.Number, o.Closed.Number)
	reads, err := o.Store.CaseReads(t.Context(), o.Case.ID, time.Time{}, 50)
	if err != nil {
		t.Fatal(err)
	}
	searched := 0
	for _, r := range reads {
		if r.What == "search" && r.By.ID == o.Caseworker.ID {
			searched++
		}
	}
	if searched != 2 {
		t.Errorf("%d searches kept, want 2", searched)
	}
}

func TestN6_QueueIsOldestFirstAndShowsWhatIsLate(t *testing.T) {
	o := open(t, "sqlite")
	a := o.apply(o.Case, november, nil)
	other := o.household("EB-2026-0603", "20150310", o.both)
	o.apply(other, november, nil)
	o.Clock.Advance(15 * 24 * time.Hour)
	v := o.as(o.Caseworker)
	page := v.Get("/handlaggning").Want(200, o.Case.Number, "15 Över tiden")
	if strings.Contains(page.Body, "EB-2026-0603") {
		t.Error("another's case stands among the visitor's own")
	}
	body := v.Get("/handlaggning?visa=alla").Want(200, o.Case.Number, "EB-2026-0603", "Berit Båda").Body
	if strings.Index(body, o.Case.Number) > strings.Index(body, "EB-2026-0603") {
		t.Error("the older application does not come first")
	}
	after := "/handlaggning?visa=alla&efter=" + aid.SwedishDate(o.Now).String() + "_" + string(a.ID)
	if body := v.Get(after).Want(200, "EB-2026-0603", "Första sidan").Body; strings.Contains(body, o.Case.Number) {
		t.Error("the next page shows what the first did")
	}
}

func TestH11_LogIsReadByTheAuditor(t *testing.T) {
	o := open(t, "sqlite")
	o.as(o.stranger).Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Vikarie i dag.")
	v := o.as(o.auditor)
	page := v.Get("/handlaggning").At("/handlaggning/logg").Want(200, "Läste", "Sven Vikarie", "Vikarie i dag.", o.Case.Number, "Nästa sida")
	if strings.Contains(page.Body, o.Applicant.FamilyName) || strings.Contains(page.Body, o.Applicant.Personnummer.Full()) {
		t.Error("the log names citizens")
	}
	for _, href := range page.Links() {
		if strings.Contains(href, "fore=") {
			v.Get(href).Want(200, "Första sidan")
		}
	}
}

func TestDeadJobsAreShownToAdministrators(t *testing.T) {
	o := open(t, "sqlite")
	kinds := map[string]string{casework.JobNotice: "Avisering", casework.JobPaymentFile: "Betalningsfil", aid.InquiryJob: "Fråga till myndigheter"}
	err := o.Store.Work(t.Context(), func(tx *store.Tx) error {
		for kind := range kinds {
			job := aid.Job{ID: o.ID(), Kind: kind, UniqueKey: "dead " + kind, RunAt: o.Now}
			if err := errors.Join(tx.AddJob(job), tx.RetryJob(job.ID, time.Time{}, o.Now, "no answer")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page := o.as(o.administrator).Get("/handlaggning/atkomst").Want(200, "3 utskick har inte gått fram", "no answer")
	for _, words := range kinds {
		page.Want(200, words)
	}
	if strings.Contains(o.as(o.Caseworker).Get("/handlaggning").Text(), "utskick") {
		t.Error("a caseworker is told of dead jobs")
	}
}

// G2: whoever answers the telephone can see why nobody gets in.
func TestG2_StaffAreToldThatThePopulationRegisterDoesNotAnswer(t *testing.T) {
	o := open(t, "sqlite")
	register := o.Lund.Census
	register.Fail(true)
	o.Visitor(o.Lund).LogIn(o.Applicant).Want(http.StatusForbidden)
	at := o.Clock.Now().In(aid.Sweden).Format("15.04")
	o.as(o.Caseworker).Get("/handlaggning").Want(200, "Folkbokföringen har inte svarat sedan kl. "+at)
	register.Fail(false)
	o.Visitor(o.Lund).MustLogIn(o.Applicant)
	if strings.Contains(o.as(o.Caseworker).Get("/handlaggning").Text(), "Folkbokföringen") {
		t.Error("it is told of when the register answers again")
	}
}

func TestAttachmentIsADownload(t *testing.T) {
	o := open(t, "sqlite")
	desk := o.Lund.Tenant.Desk
	const pdf = "%PDF-1.4 påhittad\n%%EOF\n"
	kept, err := desk.Files.Take(t.Context(), strings.NewReader(pdf), 1<<20, func(io.Reader) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	o.Now = o.Clock.Now()
	a := aid.Attachment{AttachmentRef: aid.AttachmentRef{ID: o.ID(), Kind: "other", Name: "hyresavi å.pdf", SHA256: kept.SHA256, Size: kept.Size, MediaType: kept.MediaType}, CaseID: o.Case.ID, UploadedBy: o.Applicant.ID, UploadedAt: o.Now}
	o.Step("attach", "attachment", a.ID, o.Case.ID, func(tx *store.Tx) error { return tx.AddAttachment(a) })
	address := "/handlaggning/bilagor/" + string(a.ID)
	page := o.as(o.Caseworker).Get(address)
	if page.Status != 200 || page.Body != pdf || !strings.HasPrefix(page.Header.Get("Content-Disposition"), "attachment") ||
		!strings.Contains(page.Header.Get("Content-Security-Policy"), "sandbox") || page.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", page.Status, page.Header)
	}
	o.as(o.stranger).Get(address).Want(http.StatusForbidden, "Varför behöver du öppna ärendet?")
	o.Step("scan", "attachment", a.ID, o.Case.ID, func(tx *store.Tx) error {
		return tx.AddScan(o.ID(), aid.Scan{AttachmentID: a.ID, Result: aid.ScanInfected, Found: "Eicar-Test-Signature", Version: "ClamAV 1.4.3", At: tx.At()})
	})
	if blocked := o.as(o.Caseworker).Get(address).Want(http.StatusUnprocessableEntity, "Vi hittade ett virus i filen efter att den kom in"); strings.Contains(blocked.Body, "PDF-1.4") {
		t.Error("a file with a virus was sent")
	}
}

// Staff see of each file what the scanner has said, when and by which signatures, and never "clean" for want of a scanner; what
// was handed in otherwise stands there as the applicant's word.
func TestX9_StaffSeeDocumentsAndTheirScans(t *testing.T) {
	o := open(t, "sqlite")
	statement := o.Attachment.AttachmentRef
	page, photo, virus := statement, statement, statement
	page.ID, page.Name, page.Kind = o.ID(), "sida ett.jpg", "rent"
	photo.ID, photo.Name, photo.Kind = o.ID(), "sida två.jpg", "rent"
	virus.ID, virus.Name, virus.Kind = o.ID(), "elak.pdf", "receipt"
	posted := aid.AttachmentRef{ID: o.ID(), Kind: "income", Name: "Lönebesked", Way: "post", On: aid.Date{Year: 2026, Month: 11, Day: 2}}
	o.Now = o.Clock.Now()
	for _, ref := range []aid.AttachmentRef{page, photo, virus} {
		o.Step("attach", "attachment", ref.ID, o.Case.ID, func(tx *store.Tx) error {
			return tx.AddAttachment(aid.Attachment{AttachmentRef: ref, CaseID: o.Case.ID, UploadedBy: o.Applicant.ID, UploadedAt: tx.At()})
		})
	}
	o.Step("scan", "attachment", virus.ID, o.Case.ID, func(tx *store.Tx) error {
		return tx.AddScan(o.ID(), aid.Scan{AttachmentID: virus.ID, Result: aid.ScanInfected, Found: "Eicar-Test-Signature", Version: "ClamAV 1.4.3/27790", At: tx.At()})
	})
	a := o.Freeze(o.Case, aid.Month{Year: 2026, Month: 12}, aid.FromPortal, statement, photo, virus, posted, page)
	shown := o.as(o.Caseworker).Get("/handlaggning/ansokan/"+string(a.ID)).Want(200, "Inget virus", o.Lund.Tenant.Languages.For("sv").DateTime(o.Scanned.At.In(aid.Sweden)), "ClamAV 1.4.3/27790", "Hyresavi, sida 1 av 2", "Hyresavi, sida 2 av 2",
		"Inte genomsökt", "Virus: Eicar-Test-Signature", "Filen går inte att öppna", "Skickat med post", "Lönebesked", "Enligt den sökande", "Ingen virussökning är ansluten")
	if text := shown.Text(); strings.Count(text, "Inget virus") != 1 || strings.Count(text, "Inte genomsökt") != 2 || strings.Index(text, "sida två.jpg") > strings.Index(text, "sida ett.jpg") {
		t.Errorf("the table of attachments:\n%s", text)
	}
	if strings.Contains(shown.Body, "/bilagor/"+string(virus.ID)) || strings.Contains(shown.Body, "/bilagor/"+string(posted.ID)) {
		t.Error("a link to what cannot be opened")
	}
}
