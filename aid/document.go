package aid

import "time"

// Document (dokument) is something written in a case: utredning, arbetsplan, brev, kallelse, beslutsmeddelande.
type Document struct {
	ID          ID
	CaseID      ID
	Kind        string // code from DocumentKinds
	Title       string
	Body        string // plain text, paragraphs parted by a blank line
	WrittenBy   ID
	WrittenName string
	WrittenAt   time.Time
	PublishedAt time.Time // zero while only staff see it
}

// UnseenPublication (oläst) is a document or a journal note, made visible to an adult of its case, that they have not opened.
type UnseenPublication struct {
	ObjectID    ID
	Kind        SubjectKind // OnDocument or OnNote
	PersonID    ID
	WrittenAt   time.Time
	PublishedAt time.Time
}

// DocumentKinds lists the kinds of document that may be published (Göteborg).
var DocumentKinds = []string{"investigation", "work_plan", "letter", "summons", "decision_letter"}

// JournalNote (journalanteckning) is a note in the case's journal, signed and never changed.
type JournalNote struct {
	ID          ID
	CaseID      ID
	Heading     string
	Body        string
	On          Date
	WrittenBy   ID
	WrittenName string
	WrittenAt   time.Time
	PublishedAt time.Time
	Origin      Origin
}
