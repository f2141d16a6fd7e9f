package aid

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// SpotDraw (lottning av stickprov) is the drawing of a month's spot checks. Its seed is bound by its hash before the month's
// applications are in, and told when it has been drawn, so that nobody can steer whom it falls on and everybody can draw again.
// Source: Borlänge, "slumpmässigt utvald".
type SpotDraw struct {
	Month      Month
	Commitment string // SHA-256 of the seed, lower-case hex: told beforehand
	Percent    int    // how many of a hundred households are drawn
	BoundBy    string // name
	BoundAt    time.Time

	Seed           string // 64 hex digits; empty until it is drawn
	Population     int    // households that could be drawn
	PopulationHash string // SHA-256 of their cases' ids, sorted, a line each
	Drawn          int
	DrawnBy        string // name
	DrawnAt        time.Time
}

// Commits tells whether a seed is the one that was bound.
func (d SpotDraw) Commits(seed string) bool { return SeedCommitment(seed) == d.Commitment }

// SeedCommitment is the hash by which a seed is bound: SHA-256 of its text, lower-case hex.
func SeedCommitment(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(sum[:])
}

// Draws tells whether the seed draws a case: when HMAC-SHA-256 of its id, by the seed's text, begins with a number below the
// percentage of all numbers of 64 bits. Nothing but the seed and the id is asked, so each household has the same chance
// whatever has become of it before.
func (d SpotDraw) Draws(seed string, caseID ID) bool {
	mac := hmac.New(sha256.New, []byte(seed))
	mac.Write([]byte(caseID))
	limit := ^uint64(0) / 100 * uint64(d.Percent)
	return d.Percent >= 100 || binary.BigEndian.Uint64(mac.Sum(nil)) < limit
}

// HashPopulation is the hash of those who could be drawn: SHA-256 of the ids, sorted, a line each, lower-case hex.
func HashPopulation(cases []ID) string {
	var b strings.Builder
	for _, id := range slices.Sorted(slices.Values(cases)) {
		b.WriteString(string(id))
		b.WriteByte('\n')
	}
	return SeedCommitment(b.String())
}

// FullEvidence (förlorad stickprovsrätt) is that a household must hand in proof of everything each month, from one month
// through another, because several spot checks ended with a remark.
// Source: Borlänge, "återupprepade kontroller".
type FullEvidence struct {
	ID        ID
	CaseID    ID
	From      Month
	Through   Month
	Reason    string
	By        ID
	ByName    string
	At        time.Time
	EndedAt   time.Time // zero while it has not been ended before its time; it holds no longer from that month on
	EndReason string
	EndedName string
}

// InForce tells whether proof of everything is asked for with a month's application.
func (f FullEvidence) InForce(m Month) bool {
	if m.Before(f.From) || f.Through.Before(m) {
		return false
	}
	return f.EndedAt.IsZero() || m.Before(SwedishDate(f.EndedAt).MonthOf())
}
