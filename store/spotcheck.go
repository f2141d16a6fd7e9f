package store

import (
	"context"
	"errors"

	"bistand/aid"
)

// AddSpotSeed binds the seed of a month's draw by its hash, and keeps the seed where nobody is shown it until it has been
// drawn.
func (tx *Tx) AddSpotSeed(m aid.Month, seed string, percent int, by aid.Staff) error {
	err := tx.add(spotSeedFacts, m.String(), aid.SeedCommitment(seed), int64(percent), string(by.ID), by.Name, micros(tx.step.At))
	if err != nil {
		return err
	}
	return tx.exec("INSERT INTO spot_secret (month, seed) VALUES ($1, $2)", m.String(), seed)
}

// SpotSecret returns the seed of a draw to come; none is aid.ErrNotFound.
func (tx *Tx) SpotSecret(m aid.Month) (seed string, err error) {
	err = tx.one(tx.ctx, "SELECT seed FROM spot_secret WHERE month = $1", args(m.String()), &seed)
	return seed, err
}

// AddSpotDraw tells the seed of a draw and what was drawn by it; the secret has served.
func (tx *Tx) AddSpotDraw(d aid.SpotDraw, by aid.Staff) error {
	err := tx.add(spotDrawFacts, d.Month.String(), d.Seed, int64(d.Population), d.PopulationHash, int64(d.Drawn), string(by.ID), by.Name, micros(tx.step.At))
	if err != nil {
		return err
	}
	return tx.exec("DELETE FROM spot_secret WHERE month = $1", d.Month.String())
}

// SpotDraws returns every draw, newest month first, those that are to come among them.
func (r reads) SpotDraws(ctx context.Context) ([]aid.SpotDraw, error) {
	return all(ctx, r, `SELECT s.month, s.commitment, s.percent, s.bound_name, s.at, COALESCE(d.seed, ''), COALESCE(d.population, 0),
		COALESCE(d.population_hash, ''), COALESCE(d.drawn, 0), COALESCE(d.drawn_name, ''), COALESCE(d.at, 0)
		FROM spot_seed s LEFT JOIN spot_draw d ON d.month = s.month ORDER BY s.month DESC`, nil, scanSpotDraw)
}

func scanSpotDraw(scan func(...any) error) (d aid.SpotDraw, err error) {
	var month string
	var bound, drawn int64
	err = scan(&month, &d.Commitment, &d.Percent, &d.BoundBy, &bound, &d.Seed, &d.Population, &d.PopulationHash, &d.Drawn, &d.DrawnBy, &drawn)
	d.BoundAt, d.DrawnAt = instant(bound), instant(drawn)
	return d, errors.Join(err, d.Month.UnmarshalText([]byte(month)))
}

// SpotPopulation returns the cases that a month's draw may fall on, in the order of their ids: with a registered application
// for each of the two months before, and open. Where the draw has been made it is as it was then.
func (r reads) SpotPopulation(ctx context.Context, m aid.Month) ([]aid.ID, error) {
	return all(ctx, r, `SELECT c.id FROM cases c
		WHERE (SELECT count(DISTINCT r.month) FROM registration r WHERE r.case_id = c.id AND r.month IN ($1, $2) AND r.origin <> 'imported'
				AND r.seq < COALESCE((SELECT d.seq FROM spot_draw d WHERE d.month = $3), r.seq + 1)) = 2
			AND NOT EXISTS (SELECT 1 FROM case_closing k WHERE k.case_id = c.id AND k.seq < COALESCE((SELECT d.seq FROM spot_draw d WHERE d.month = $3), k.seq + 1))
		ORDER BY c.id`, args(m.Add(-2).String(), m.Add(-1).String(), m.String()), func(scan func(...any) error) (id aid.ID, err error) {
		return id, scan(&id)
	})
}

// AddFullEvidence takes the simpler way from a household, for some months.
func (tx *Tx) AddFullEvidence(f aid.FullEvidence, by aid.Staff) error {
	return tx.add(fullEvidenceFacts, string(f.ID), string(f.CaseID), f.From.String(), f.Through.String(), f.Reason, string(by.ID), by.Name, micros(tx.step.At))
}

// AddFullEvidenceEnd gives the simpler way back before its time.
func (tx *Tx) AddFullEvidenceEnd(id aid.ID, reason string, by aid.Staff) error {
	return tx.add(fullEvidenceEndFacts, string(id), reason, string(by.ID), by.Name, micros(tx.step.At))
}

// FullEvidence returns when a household had to hand in proof of everything, newest first.
func (r reads) FullEvidence(ctx context.Context, caseID aid.ID) ([]aid.FullEvidence, error) {
	return all(ctx, r, `SELECT f.id, f.case_id, f.from_month, f.through_month, f.reason, f.imposed_by, f.imposed_name, f.at, COALESCE(e.reason, ''), COALESCE(e.ended_name, ''), COALESCE(e.at, 0)
		FROM full_evidence f LEFT JOIN full_evidence_end e ON e.full_evidence_id = f.id WHERE f.case_id = $1 ORDER BY f.seq DESC`, args(string(caseID)),
		func(scan func(...any) error) (f aid.FullEvidence, err error) {
			var from, through string
			var at, ended int64
			err = scan(&f.ID, &f.CaseID, &from, &through, &f.Reason, &f.By, &f.ByName, &at, &f.EndReason, &f.EndedName, &ended)
			f.At, f.EndedAt = instant(at), instant(ended)
			return f, errors.Join(err, f.From.UnmarshalText([]byte(from)), f.Through.UnmarshalText([]byte(through)))
		})
}

// Remarks counts the spot checks of a case that ended with a remark.
func (r reads) Remarks(ctx context.Context, caseID aid.ID) (n int, err error) {
	err = r.one(ctx, "SELECT count(*) FROM completion_request q, completion_end e WHERE q.case_id = $1 AND e.request_id = q.id AND e.outcome = 'remark'", args(string(caseID)), &n)
	return n, err
}
