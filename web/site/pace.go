package site

import (
	"sync"
	"time"

	"bistand/aid"
)

// paceAge is how long a pace is told before it is measured anew: no page waits for the register's decisions but one an hour.
const paceAge = time.Hour

// pace keeps the municipality's pace.
type pace struct {
	mu   sync.Mutex
	at   time.Time
	kept aid.Pace
}

// Pace tells how long decisions have taken of late. Where it cannot be measured nothing is told: no page fails for it.
func (v *Visit) Pace() aid.Pace {
	k := &v.Tenant.pace
	k.mu.Lock()
	defer k.mu.Unlock()
	if age := v.Now.Sub(k.at); age >= 0 && age < paceAge {
		return k.kept
	}
	took, err := v.Register().DecisionTimes(v.Ctx(), aid.PaceSince(v.Now))
	if err != nil {
		v.Note(err)
		return aid.Pace{}
	}
	k.at, k.kept = v.Now, aid.PaceOf(took, v.Tenant.Municipality.TargetDays)
	return k.kept
}
