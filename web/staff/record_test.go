package staff_test

import (
	"strings"
	"testing"

	"bistand/store/storetest"
)

// N7: a person asks in the service to read all that is recorded; staff find it in their inbox with its day, hand over an extract or
// say how it was done; what is kept back is for a decision-maker to say, and the person reads why and that it can be appealed.
func TestN7_AskingToReadAll(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			o := open(t, engine)
			const own = "/mina-uppgifter/las-allt"
			me := o.adult(o.Case, o.CoApplicant)
			me.Get("/mina-uppgifter").Want(200, "Läs allt som finns om dig")
			me.Get("/journalanteckningar").Want(200, "Begär att få läsa allt")
			form(me.Get(own).Want(200, "Du har rätt att läsa"), own).Set("text", "Gärna på papper, <b>tack</b>.").Submit().At(own).Want(200, "Du bad om att få läsa allt", "Väntar på svar")
			if form(me.Get(own), own) != nil {
				t.Error("who waits for an answer can ask again")
			}
			me.Post(own, "text", "Igen").At(own) // by hand: still one
			if list, err := o.Store.RecordRequests(t.Context(), o.Case.ID, o.CoApplicant.ID); err != nil || len(list) != 1 {
				t.Fatalf("%d requests, %v", len(list), err)
			}
			if text := o.adult(o.Case, o.Applicant).Get(own).Text(); strings.Contains(text, "Gärna på papper, <b>") || strings.Contains(text, "Väntar på svar") {
				t.Error("the partner sees it")
			}

			worker := o.as(o.Caseworker)
			path := postOf(t, worker.Get("/handlaggning/meddelanden").Want(200, "Begäran att få läsa allt", "Omar Öberg"), "/handlaggning/las-allt/")
			page := worker.Get(path).Want(200, "Gärna på papper, <b>tack</b>.", "Väntar på svar", o.Published.Title)
			o.as(o.stranger).Get(path).Want(403, "Varför behöver du öppna ärendet")
			form(page, path).Submit().Want(422, "Välj ett alternativ")
			form(page, path).Set("outcome", "given").Set("way", "service").Submit().Want(422, "Välj ett alternativ")
			form(page, path).Set("outcome", "partly").Set("way", "post").Submit().Want(422, "Fyll i det här")
			form(page, path).Set("outcome", "partly").Set("way", "post").Set("reason", "Uppgifter om en anmälare.").Submit().Want(422, "Bara en beslutsfattare")

			chief := o.as(o.Decider)
			chief.Post("/handlaggning/arende/"+string(o.Case.ID)+"/oppna", "reason", "Prövar utlämnande.")
			form(chief.Get(path), path).Set("outcome", "partly").Set("way", "service").Set("document", string(o.Published.ID)).Set("reason", "Uppgifter om en anmälare.").Submit().At(path).Want(200, "En del lämnas ut")
			me.Get(own).Want(200, "Du har fått en del", "Visa dokumentet", "Uppgifter om en anmälare.", "Du kan överklaga", "Skicka begäran")
			worker.Get("/handlaggning/arende/"+string(o.Case.ID)).Want(200, "En del lämnas ut")
			if text := worker.Get("/handlaggning/meddelanden").Text(); strings.Contains(text, "läsa allt") {
				t.Error("it waits after the answer")
			}
		})
	}
}
