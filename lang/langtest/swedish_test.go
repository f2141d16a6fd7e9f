package langtest

import (
	"slices"
	"testing"
)

func TestSwedishIsFoundWhereItIsNotMarked(t *testing.T) {
	page := `<html lang="en"><head><title>Ditt beslut för</title><style>a{content:"och"}</style></head><body><p>Your decision</p>
<p>Beloppet är <b>100 kr</b></p><p lang="sv">Ditt beslut <i>och</i> skälen</p><img alt="Räkning"><p>Åsa Öberg</p><q lang="sv">för</q> <i lang="en">fine</i></body></html>`
	if got := InPage(page, "Åsa Öberg"); !slices.Equal(got, []string{"Beloppet är", "Räkning"}) {
		t.Errorf("%q", got)
	}
	if got := InPage(page); !slices.Contains(got, "Åsa Öberg") {
		t.Errorf("a name that nobody named: %q", got)
	}
	for text, want := range map[string]int{"Alîkariya min du meh": 0, "It is for you till then": 0, "Lunds kommun": 0, "Du får inte": 1} {
		if got := InText(text); len(got) != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
