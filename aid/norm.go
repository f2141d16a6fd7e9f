package aid

import "time"

// NormFigure (bekräftat normbelopp) is a figure of the norm that no source of the program's prints, entered or confirmed by
// the municipality against the ordinance: one person proposes it and another answers. It is in force while it is confirmed
// and not withdrawn; of several for one cell, the one confirmed last.
type NormFigure struct {
	ID        ID
	Table     string // rule file, "riksnorm/2026.toml"
	Cell      string // "personal.child.age_3"
	Kr        int    // kronor a month
	Ordinance string // the number under which the ordinance was published, as typed: "SFS 2025:…"

	ProposedBy   ID
	ProposedName string
	ProposedAt   time.Time

	Answer       FigureAnswer // none while it waits
	AnsweredBy   ID
	AnsweredName string
	AnsweredAt   time.Time

	Withdrawn     string // the reason; empty while it stands
	WithdrawnName string
	WithdrawnAt   time.Time
}

// FigureAnswer (svar på förslag) is what the second person said of a figure.
type FigureAnswer string

// The answers.
const (
	FigureWaits     FigureAnswer = ""
	FigureConfirmed FigureAnswer = "confirmed"
	FigureRejected  FigureAnswer = "rejected"
)

// InForce tells whether calculations use the figure.
func (f NormFigure) InForce() bool { return f.Answer == FigureConfirmed && f.Withdrawn == "" }

// MayAnswer tells whether a member of staff may confirm or reject the figure: one whose role it is, and not the one who
// proposed it.
func (f NormFigure) MayAnswer(s Staff) bool {
	return s.MayConfirmNorm() && f.Answer == FigureWaits && f.Withdrawn == "" && s.ID != f.ProposedBy
}

// MayConfirmNorm tells whether a member of staff may propose and answer figures of the norm.
func (s Staff) MayConfirmNorm() bool { return s.Has(Administrator) || s.Has(DecisionMaker) }
