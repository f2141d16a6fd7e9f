package public

import (
	"net/http"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

const (
	feedbackHref      = "/tyck-till"
	accessibilityHref = "/tillganglighet"
)

// readFeedback reads what someone thinks. Who they are is not asked, and not kept where it is known.
func readFeedback(v *site.Visit) aid.Feedback {
	return aid.Feedback{
		Kind: aid.FeedbackKind(v.TypedIn("kind")), Body: v.TypedIn("text"), Place: v.TypedIn("place"),
		Contact: v.TypedIn("contact"), Language: v.L.Code(),
	}
}

// takeFeedback keeps what someone thinks, and returns what they must put right.
func takeFeedback(v *site.Visit, f aid.Feedback) (aid.Errors, error) {
	key := v.TypedIn("nyckel")
	if len(key) < 8 || len(key) > 64 {
		return aid.Errors{{Code: "invalid", Field: "text"}}, nil
	}
	err := v.Desk().GiveFeedback(v.Ctx(), key, f)
	if faults, ok := site.Faults(err); ok {
		return faults, nil
	}
	if _, again := site.Repeated(err); again {
		return nil, nil
	}
	return nil, err
}

// thanked tells that something has been taken in.
func thanked(v *site.Visit) []ui.Notice {
	if !v.R.URL.Query().Has("tack") {
		return nil
	}
	return []ui.Notice{{Tone: ui.Success, Text: v.L.T("feedback.thanks")}}
}

// feedback shows the form for what someone thinks of the service.
func feedback(v *site.Visit) error { return showFeedback(v, http.StatusOK, aid.Feedback{}, nil) }

func showFeedback(v *site.Visit, status int, f aid.Feedback, faults aid.Errors) error {
	p := frame(v, v.L.T("feedback.title"))
	p.Lead, p.Errors, p.Flash = v.L.T("feedback.lead"), faults, thanked(v)
	return v.RenderStatus(status, feedbackPage(v.UI(), p, f, v.NewKey()))
}

// giveFeedback takes in what someone thinks of the service.
func giveFeedback(v *site.Visit) error {
	f := readFeedback(v)
	f.Place = ""
	if f.Kind == aid.InaccessiblePart { // which has a form of its own
		f.Kind = ""
	}
	faults, err := takeFeedback(v, f)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return showFeedback(v, http.StatusUnprocessableEntity, f, faults)
	}
	return v.Redirect(feedbackHref + "?tack")
}

// accessibility tells how far the service can be used by everyone, as far as that has been tried, and takes reports of what
// cannot: the statement must have a form that needs no name.
func accessibility(v *site.Visit) error {
	return showAccessibility(v, http.StatusOK, aid.Feedback{}, nil)
}

func showAccessibility(v *site.Visit, status int, f aid.Feedback, faults aid.Errors) error {
	p := frame(v, v.L.T("footer.accessibility"))
	p.Errors, p.Flash = faults, thanked(v)
	return v.RenderStatus(status, accessibilityPage(v, p, theStatement, f, v.NewKey()))
}

// reportBarrier takes in a report of something that cannot be used by everyone.
func reportBarrier(v *site.Visit) error {
	f := readFeedback(v)
	f.Kind = aid.InaccessiblePart
	faults, err := takeFeedback(v, f)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return showAccessibility(v, http.StatusUnprocessableEntity, f, faults)
	}
	return v.Redirect(accessibilityHref + "?tack")
}

func kindField(c ui.Ctx, f aid.Feedback, faults aid.Errors) ui.Field {
	field := ui.Field{Name: "kind", Label: c.L.T("feedback.kind"), Error: c.FieldError(faults, "kind")}
	for _, kind := range aid.FeedbackKinds {
		field.Options = append(field.Options, ui.Option{Value: string(kind), Label: c.L.T("feedback." + string(kind)), Chosen: kind == f.Kind})
	}
	return field
}

func textField(c ui.Ctx, label string, f aid.Feedback, faults aid.Errors) ui.Field {
	return ui.Field{
		Name: "text", Label: label, Hint: c.L.T("talk.limit", "n", c.L.Number(aid.LongestText)), Value: f.Body, Error: c.FieldError(faults, "text"),
		Rows: 6, MaxLength: aid.LongestText,
	}
}

func contactField(c ui.Ctx, f aid.Feedback, faults aid.Errors) ui.Field {
	return ui.Field{
		Name: "contact", Label: c.L.T("feedback.contact"), Hint: c.L.T("feedback.contact.hint"), Value: f.Contact, Error: c.FieldError(faults, "contact"),
		Optional: true, MaxLength: aid.LongestContact,
	}
}
