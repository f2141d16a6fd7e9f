package rules

import (
	"fmt"
	"strconv"

	"bistand/aid"
)

// PriceBase (prisbasbelopp) is the table of price base amounts, in kronor a year.
// law: SFB 2:6
// law: SFB 2:7
type PriceBase struct {
	Header

	Years []PriceBaseYear `toml:"year" need:"yes"`
}

// PriceBaseYear (ett års prisbasbelopp) is the amount of one calendar year.
type PriceBaseYear struct {
	Year    int      `toml:"year" need:"yes"`
	Kr      int      `toml:"kr" need:"yes"`
	Sources []string `toml:"by" need:"yes"` // ids of the sources that state it
}

// Of returns the price base amount of a year, or Error{Code: "rules.no_price_base"}; never that of another year.
func (p *PriceBase) Of(year int) (aid.Ore, error) {
	if p != nil {
		for _, y := range p.Years {
			if y.Year == year {
				return aid.Ore(y.Kr) * aid.Kronor, nil
			}
		}
	}
	return 0, aid.Error{Code: "rules.no_price_base", Args: map[string]string{"year": strconv.Itoa(year), "file": priceBaseFile}}
}

// check sees to it that the years follow each other without a gap, in order, and that each has an amount in range and its
// source. A limit of the guidelines, and a child's pay, are reckoned in the money of a year, so a year left out would be felt.
func (p *PriceBase) check(fail func(key, format string, args ...any)) {
	p.Header.check(fail)
	if len(p.Years) == 0 {
		fail("year", "no year")
	}
	for i, y := range p.Years {
		at := fmt.Sprintf("year[%d].", i+1)
		if i > 0 && y.Year != p.Years[i-1].Year+1 {
			fail(at+"year", "%d does not follow %d", y.Year, p.Years[i-1].Year)
		}
		if y.Kr <= 0 || y.Kr > 1_000_000 {
			fail(at+"kr", "want 1 to 1000000 kronor, found %d", y.Kr)
		}
		if len(y.Sources) == 0 {
			fail(at+"by", "no source")
		}
		for _, id := range y.Sources {
			p.knows(id, at+"by", fail)
		}
	}
}
