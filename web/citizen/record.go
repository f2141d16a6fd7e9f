package citizen

import (
	"errors"
	"net/http"

	"bistand/aid"
	"bistand/web/site"
)

const recordHref = registerHref + "/las-allt"

// recordView is what the visitor has asked to read, newest first, and whether they can ask now.
type recordView struct {
	list   []aid.RecordRequest
	may    bool // none of theirs waits
	text   string
	key    string
	faults aid.Errors
}

// record shows the visitor's own requests to read all that is recorded about them, and the form for one.
func record(v *site.Visit) error {
	caseID, err := v.CaseID(ownPages)
	if err != nil {
		return err
	}
	return showRecord(v, http.StatusOK, caseID, recordView{})
}

func showRecord(v *site.Visit, status int, caseID aid.ID, view recordView) (err error) {
	if view.list, err = v.Register().RecordRequests(v.Ctx(), caseID, v.Actor().ID); err != nil {
		return err
	}
	view.may, view.key = true, v.NewKey()
	for _, q := range view.list {
		view.may = view.may && q.Answer != nil
	}
	p := page(v, v.L.T("record.title"), "")
	p.Back, p.Lead, p.Errors = registerHref, v.L.T("record.lead"), view.faults
	return v.RenderStatus(status, recordPage(v.UI(), p, view))
}

// askToRead keeps that the visitor asks to read. One who has asked already sees that.
func askToRead(v *site.Visit) error {
	caseID, err := v.CaseID(ownPages)
	if err != nil {
		return err
	}
	text := v.R.PostFormValue("text")
	_, err = v.Desk().AskToRead(v.Ctx(), v.Request(), caseID, text)
	if faults, ok := site.Faults(err); ok {
		return showRecord(v, http.StatusUnprocessableEntity, caseID, recordView{text: text, faults: faults})
	}
	if _, again := site.Repeated(err); err != nil && !again && !errors.Is(err, aid.ErrConflict) {
		return err
	}
	return v.Redirect(recordHref)
}
