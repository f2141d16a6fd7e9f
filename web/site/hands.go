package site

import "bistand/aid"

// Hands tells which steps of a case a representative took, so that every record of them can say by whose hand.
type Hands map[hand]aid.Deputy

type hand struct {
	step        string
	object, who aid.ID
}

// Hands reads the hands of a case; of most cases there are none.
func (v *Visit) Hands(caseID aid.ID) (Hands, error) {
	list, err := v.Register().RepresentedSteps(v.Ctx(), caseID)
	if err != nil {
		return nil, err
	}
	hands := make(Hands, len(list))
	for _, s := range list {
		hands[hand{s.Step, s.Object, s.For}] = s.By
	}
	return hands, nil
}

// Of is who took a step on an object for a person; the zero Deputy where they did so themselves.
func (h Hands) Of(step string, object, person aid.ID) aid.Deputy {
	return h[hand{step, object, person}]
}
