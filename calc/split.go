package calc

import "bistand/aid"

// Part (delbetalning) is how much of a support goes to one recipient.
type Part struct {
	Payee  aid.ID
	Amount aid.Ore
}

// Split divides an amount to pay on recipients: each of wanted, in order, gets what it asks for as long as there is money
// left, and rest gets what remains. Parts of nothing are left out, so the parts add up to the amount exactly. An amount of
// nothing or less has no parts.
func Split(amount aid.Ore, rest aid.ID, wanted ...Part) []Part {
	var parts []Part
	for _, w := range append(wanted[:len(wanted):len(wanted)], Part{rest, amount}) {
		if part := min(max(w.Amount, 0), amount); part > 0 {
			parts = append(parts, Part{w.Payee, part})
			amount -= part
		}
	}
	return parts
}

// Surplus is what a household had over in a month: what may be carried to the next as an income of kind "surplus", once. It
// is nothing for a shortfall.
func Surplus(c aid.Calculation) aid.Ore { return max(-c.Result, 0) }
