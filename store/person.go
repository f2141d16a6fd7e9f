package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"bistand/aid"
)

// AddPerson adds a person to the register.
func (tx *Tx) AddPerson(p aid.Person) error {
	at := micros(tx.step.At)
	if err := tx.add(personFacts, string(p.ID), p.Personnummer.Full(), p.GivenName, p.FamilyName, at); err != nil {
		return err
	}
	if p.Protected {
		return tx.AddProtection(p.ID, p.ID, true)
	}
	return nil
}

// AddProtection records that a person has, or no longer has, a sekretessmarkering.
func (tx *Tx) AddProtection(id, person aid.ID, protected bool) error {
	return tx.add(protectionFacts, string(id), string(person), bit(protected), micros(tx.step.At))
}

const personColumns = `p.id, p.personnummer, p.given_name, p.family_name,
	COALESCE((SELECT x.protected FROM protection x WHERE x.person_id = p.id ORDER BY x.seq DESC LIMIT 1), 0)`

// scanPerson reads personColumns.
func scanPerson(scan func(...any) error) (p aid.Person, err error) {
	var number string
	var protected int64
	if err = scan(&p.ID, &number, &p.GivenName, &p.FamilyName, &protected); err != nil {
		return p, err
	}
	p.Protected = protected == 1
	p.Personnummer, err = aid.ParsePersonnummer(number)
	return p, err
}

// Person returns a person by id.
func (r reads) Person(ctx context.Context, id aid.ID) (aid.Person, error) {
	return first(ctx, r, "SELECT "+personColumns+" FROM person p WHERE p.id = $1", args(string(id)), scanPerson)
}

// PersonByNumber returns a person by personnummer.
func (r reads) PersonByNumber(ctx context.Context, number aid.Personnummer) (aid.Person, error) {
	return first(ctx, r, "SELECT "+personColumns+" FROM person p WHERE p.personnummer = $1", args(number.Full()), scanPerson)
}

// AddProfile records how a person can be reached from now on.
func (tx *Tx) AddProfile(id aid.ID, p aid.Profile) error {
	return tx.add(profileFacts, string(id), string(p.PersonID), p.Phone, p.Email, p.Language, micros(tx.step.At))
}

// Profile returns how a person can be reached; a person who has stated nothing has an empty profile.
func (r reads) Profile(ctx context.Context, person aid.ID) (aid.Profile, error) {
	p := aid.Profile{PersonID: person}
	err := r.one(ctx, `SELECT COALESCE(f.phone, ''), COALESCE(f.email, ''), COALESCE(f.language, ''),
		COALESCE((SELECT l.language FROM page_language l WHERE l.person_id = p.id), ''),
		COALESCE((SELECT c.choice FROM notice_choice c WHERE c.person_id = p.id ORDER BY c.seq DESC LIMIT 1), '')
		FROM person p LEFT JOIN profile f ON f.person_id = p.id AND f.seq = (SELECT max(n.seq) FROM profile n WHERE n.person_id = p.id)
		WHERE p.id = $1`, args(string(person)), &p.Phone, &p.Email, &p.Language, &p.Pages, &p.Notice)
	if errors.Is(err, aid.ErrNotFound) {
		return p, nil
	}
	return p, err
}

// KeepPageLanguage keeps in which language a person chose to read the pages.
func (tx *Tx) KeepPageLanguage(person aid.ID, language string) error {
	return tx.exec("INSERT INTO page_language (person_id, language) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE SET language = excluded.language",
		string(person), language)
}

// AddStaff adds a member of staff to the register.
func (tx *Tx) AddStaff(s aid.Staff) error {
	roles, err := json.Marshal(s.Roles)
	if err != nil {
		return err
	}
	return tx.add(staffFacts, string(s.ID), s.Subject, s.Name, s.Title, s.Phone, s.Hours, s.Email, string(roles), micros(tx.step.At))
}

const staffColumns = "s.id, s.subject, s.name, s.title, s.phone, s.hours, s.office, s.email, s.roles"

// scanStaff reads staffColumns of staff_now.
func scanStaff(scan func(...any) error) (s aid.Staff, err error) {
	var roles string
	if err = scan(&s.ID, &s.Subject, &s.Name, &s.Title, &s.Phone, &s.Hours, &s.Office, &s.Email, &roles); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(roles), &s.Roles)
}

// Staff returns a member of staff by id.
func (r reads) Staff(ctx context.Context, id aid.ID) (aid.Staff, error) {
	return first(ctx, r, "SELECT "+staffColumns+" FROM staff_now s WHERE s.id = $1", args(string(id)), scanStaff)
}

// StaffBySubject returns a member of staff by the subject claim of the log-in service.
func (r reads) StaffBySubject(ctx context.Context, subject string) (aid.Staff, error) {
	return first(ctx, r, "SELECT "+staffColumns+" FROM staff_now s WHERE s.subject = $1", args(subject), scanStaff)
}

// names joins names with commas.
func names(people []aid.Person) string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = p.Name()
	}
	return strings.Join(list, ", ")
}

// decode reads JSON that the register itself wrote.
func decode(text string, into any) error {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("read stored content: %w", err)
	}
	return nil
}

// encode writes JSON for keeping.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write content: %w", err)
	}
	return string(b), nil
}
