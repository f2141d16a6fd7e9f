package citizen

import (
	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// reached is whom a person reaches about their case: a contact, or who answers while that one is away.
type reached struct {
	contact  aid.Staff
	function aid.Role
	until    aid.Date  // last day that the contact is away; no day where they are here
	answers  aid.Staff // the contact, or their substitute; nobody where the reception answers
}

// reachedFor tells for each contact who answers today.
func reachedFor(contacts []aid.Contact, today aid.Absences) []reached {
	var list []reached
	for _, contact := range contacts {
		one := reached{contact: contact.Staff, function: contact.Function}
		if away, ok := today.Of(contact.Staff.ID); ok {
			one.until = away.Until
		}
		one.answers, _ = today.Answers(contact.Staff)
		list = append(list, one)
	}
	return list
}

// contactsNow is whom the visitor reaches today, off the overview of their case, which must have admitted them. One from before
// contacts stood in it by their ids says less than the case itself.
func contactsNow(v *site.Visit, o aid.Overview) ([]reached, error) {
	today, err := v.Absences()
	if err != nil {
		return nil, err
	}
	var contacts []aid.Contact
	for _, one := range o.Contacts {
		if one.StaffID == "" && len(today) > 0 {
			c, err := v.Register().Case(v.Ctx(), v.Session.CaseID)
			return reachedFor(c.Contacts, today), err
		}
		contacts = append(contacts, aid.Contact{Function: one.Function, Staff: aid.Staff{ID: one.StaffID, Name: one.Name, Title: one.Title, Phone: one.Phone, Hours: one.Hours}})
	}
	return reachedFor(contacts, today), nil
}

// awayWords says that a contact is away and who answers; nothing while they are here.
func awayWords(c ui.Ctx, r reached) string {
	if r.until.IsZero() {
		return ""
	}
	return site.AwayWords(c, r.contact.Name, r.until, r.answers)
}

// awayNotices tells on the pages of messages who answers them while the caseworker is away.
func awayNotices(v *site.Visit) ([]ui.Notice, error) {
	o, err := v.Overview()
	if err != nil {
		return nil, err
	}
	contacts, err := contactsNow(v, o)
	if err != nil {
		return nil, err
	}
	var list []ui.Notice
	for _, one := range contacts {
		if words := awayWords(v.UI(), one); one.function == aid.Caseworker && words != "" {
			list = append(list, ui.Notice{Tone: ui.Info, Text: words})
		}
	}
	return list, nil
}

// receptionRows is how the municipality is reached where nobody answers for a contact: its first office.
func receptionRows(c ui.Ctx, offices []aid.Office) []ui.Row {
	if len(offices) == 0 {
		return nil
	}
	return append([]ui.Row{{Term: c.L.T("contact.office"), Content: ui.Swedish(c, offices[0].Name)}}, officeRows(c, offices[0])...)
}
