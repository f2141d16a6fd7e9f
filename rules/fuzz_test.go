package rules

import (
	"testing"
	"testing/fstest"

	"bistand/aid"
)

// small is a folder of rules with as few files as load, so that a fuzzer gets round often.
func small(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"riksnorm/2026.toml", "pricebase.toml", "mileage.toml", "guidelines/2081-borlange.toml"} {
		data, err := embedded.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	return files
}

// fuzz loads a folder in which one file is whatever the fuzzer makes of the real ones. No text may panic; what loads can be
// asked everything, and what does not says where the fault is.
func fuzz(f *testing.F, name string, seeds ...string) {
	for _, seed := range seeds {
		data, err := embedded.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("title = 1\n[[source]]\nid = []\n[[period]]\n[[year]]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		files := small(t)
		files[name] = &fstest.MapFile{Data: data}
		set, err := Load(files)
		faults := Check(files)
		if (err == nil) != (len(faults) == 0) {
			t.Fatalf("Load: %v; Check: %v", err, faults)
		}
		for _, fault := range faults {
			if fault.File == "" || fault.Line < 1 || fault.Problem == "" {
				t.Fatalf("a fault without a place: %+v", fault)
			}
		}
		if err == nil {
			askEverything(t, set)
		}
	})
}

// askEverything calls what a calculation calls.
func askEverything(t *testing.T, set *Set) {
	for _, n := range set.Riksnorms {
		for age := -1; age <= MaxChildAge+1; age++ {
			for _, out := range []bool{false, true} {
				if figure, err := n.Child(age, out); err == nil && figure.Amount < 0 {
					t.Fatalf("age %d: %d öre", age, figure.Amount)
				}
			}
		}
		for size := range 40 {
			if figure := n.CommonCosts(size); figure.Amount < 0 {
				t.Fatalf("size %d: %d öre", size, figure.Amount)
			}
		}
		for key := range n.Cells() {
			if confirmed, err := n.Confirm([]Confirmation{{Table: n.File, Cell: key, Kr: 1500, Ordinance: "SFS"}}); err == nil {
				confirmed.CommonCosts(9)
			}
		}
	}
	for _, g := range set.Guidelines {
		for adults := range 4 {
			g.HousingCap(aid.Household{Adults: make([]aid.Adult, adults), Children: make([]aid.Child, 20*adults)})
			g.LodgerShare(7000_01, adults)
			g.YoungAtHome(6 * adults)
			for _, kind := range aid.ExpenseKinds {
				if limit, ok, _ := g.Limit(kind, adults, set.Prices, 2026); ok && limit.Amount < 0 {
					t.Fatalf("%s for %d: %d öre", kind, adults, limit.Amount)
				}
			}
		}
		s := g.Reckoning()
		for _, r := range []Rounding{s.ResultRounding(), s.ShareRounding()} {
			if got := r.Divide(7000_01, 3); got < 2333_00 || got > 2334_00 {
				t.Fatalf("a third of 7000.01 is %d öre, %s", got, r)
			}
		}
	}
	for year := range 4 {
		_, _ = set.Prices.Of(2024 + year)
		_, _, _ = set.Mileage.On(day(2024+year, 2, 29))
	}
	one := Side{set: set, parts: partsOf(set), folder: true}
	if differences, err := Compare(one, one); err != nil || len(differences) > 0 {
		t.Fatalf("a folder differs from itself: %v %v", differences, err)
	}
}

func FuzzRiksnorm(f *testing.F) {
	fuzz(f, "riksnorm/2026.toml", "riksnorm/2026.toml", "riksnorm/2015.toml", "riksnorm/2023.toml")
}

func FuzzGuidelines(f *testing.F) {
	fuzz(f, "guidelines/1284.toml", "guidelines/1284-hoganas.toml", "guidelines/1281-lund.toml", "guidelines/2081-borlange.toml")
}

func FuzzMileage(f *testing.F) { fuzz(f, mileageFile, mileageFile) }

func FuzzPriceBase(f *testing.F) { fuzz(f, priceBaseFile, priceBaseFile) }
