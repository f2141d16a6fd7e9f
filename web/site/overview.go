package site

import (
	"sync"

	"bistand/aid"
	"bistand/store"
)

// overviews keeps overviews that have been read out of the register's text, for those who come back to their start page. The
// register is asked every time: what is kept is used only where the text is the same to the letter.
type overviews struct {
	mu   sync.Mutex
	kept map[aid.ID]keptOverview // by case
}

type keptOverview struct {
	text     string
	overview aid.Overview
}

// overviewLimit is how many are kept, of a few kB each; then all are forgotten.
const overviewLimit = 1024

// of returns the overview of an admission.
func (k *overviews) of(a store.Admission) (aid.Overview, error) {
	id := a.Session.CaseID
	k.mu.Lock()
	found, ok := k.kept[id]
	k.mu.Unlock()
	if ok && found.text == a.Body {
		return found.overview, nil
	}
	o, err := a.Overview()
	if err != nil {
		return o, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil || len(k.kept) >= overviewLimit {
		k.kept = map[aid.ID]keptOverview{}
	}
	k.kept[id] = keptOverview{a.Body, o}
	return o, nil
}
