package store

import (
	"encoding/json"

	"bistand/aid"
)

// AddStaffContact records how a member of staff is reached from now on. The overviews of the cases that they are a contact of tell it
// at once: those are read as they stand.
func (tx *Tx) AddStaffContact(id, staff aid.ID, k aid.StaffContact) error {
	if err := tx.add(staffContactFacts, string(id), string(staff), k.Phone, k.Hours, k.Office, micros(tx.step.At)); err != nil {
		return err
	}
	kept, err := all(tx.ctx, tx.reads, `SELECT o.case_id, o.body FROM overview o
		WHERE o.case_id IN (SELECT a.case_id FROM assignment a WHERE a.staff_id = $1) ORDER BY o.case_id`, args(string(staff)),
		func(scan func(...any) error) (row [2]string, err error) { return row, scan(&row[0], &row[1]) })
	if err != nil {
		return err
	}
	for _, row := range kept {
		body, err := recontacted(row[1], staff, k)
		if err != nil {
			return err
		}
		if body == row[1] {
			continue // they were a contact of it once
		}
		if err := tx.exec("UPDATE overview SET body = $1 WHERE case_id = $2", body, row[0]); err != nil {
			return err
		}
	}
	return nil
}

// recontacted is an overview that tells how a contact is reached now. All else stays the text that it is.
func recontacted(kept string, staff aid.ID, k aid.StaffContact) (string, error) {
	var body map[string]json.RawMessage
	var contacts []aid.ContactView
	if err := decode(kept, &body); err != nil || body["contacts"] == nil {
		return kept, err
	}
	if err := decode(string(body["contacts"]), &contacts); err != nil {
		return "", err
	}
	found := false
	for i, contact := range contacts {
		if contact.StaffID == staff {
			contacts[i].Phone, contacts[i].Hours, found = k.Phone, k.Hours, true
		}
	}
	if !found {
		return kept, nil
	}
	text, err := encode(contacts)
	if err != nil {
		return "", err
	}
	body["contacts"] = json.RawMessage(text)
	return encode(body)
}
