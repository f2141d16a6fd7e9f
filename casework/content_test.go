package casework_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/casework"

	"pgregory.net/rapid"
)

// sample is a content in which every field says something.
func sample() aid.Content {
	return aid.Content{
		Month: aid.Month{Year: 2026, Month: 11},
		Household: aid.Household{
			Adults:   []aid.Adult{{PersonID: "p-1", Name: "Åsa Öberg"}, {PersonID: "p-2", Name: "Omar Öberg"}},
			Children: []aid.Child{{PersonID: "p-3", Name: "Elis Öberg", Born: aid.Date{Year: 2017, Month: 8, Day: 17}, LunchOut: true}},
		},
		Housing:     aid.Housing{Form: "rental", Landlord: "Påhittade Bostäder AB", Rooms: 3},
		Incomes:     []aid.Income{{Kind: "salary", PersonID: "p-1", Amount: 4_200_50, Note: "timmar"}},
		NoIncome:    map[aid.ID]bool{"p-2": true, "p-9": true, "p-8": false},
		Expenses:    []aid.Expense{{Kind: "housing", Amount: 7_345_00, Note: "november"}},
		Changes:     "Elis har börjat skolan.",
		Attachments: []aid.AttachmentRef{{ID: "a-1", Kind: "bank_statement", Name: "kontoutdrag.pdf", SHA256: "9f86", Size: 48_213}},
		Done:        map[string]bool{"housing": true},
	}
}

func TestN4_WhatIsMissingBeforeSigning(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*aid.Content)
		want   string
	}{
		{"allt finns", func(*aid.Content) {}, ""},
		{"boendet saknas", func(c *aid.Content) { c.Housing.Form = "" }, "housing:apply.housing_missing"},
		{"okänd boendeform", func(c *aid.Content) { c.Housing.Form = "slott" }, "housing:apply.housing_missing"},
		{"Omar har inte sagt något om inkomst", func(c *aid.Content) { c.NoIncome = nil }, "incomes:apply.income_missing"},
		{"Omar har tagit tillbaka att han saknar inkomst", func(c *aid.Content) { c.NoIncome["p-2"] = false }, "incomes:apply.income_missing"},
		{"lönen utan belopp", func(c *aid.Content) { c.Incomes[0].Amount = 0 }, "incomes:apply.income_missing incomes:apply.income_amount_missing"},
		{"två inkomster utan belopp, sagt en gång", func(c *aid.Content) {
			c.Incomes = append(c.Incomes, aid.Income{Kind: "swish", PersonID: "p-1"}, aid.Income{Kind: "pension", PersonID: "p-1"})
		}, "incomes:apply.income_amount_missing"},
		{"bara andra bilagor", func(c *aid.Content) { c.Attachments[0].Kind = "other" }, "attachments:apply.statement_missing"},
		{
			"ingenting", func(c *aid.Content) { *c = aid.Content{Household: c.Household} },
			"housing:apply.housing_missing incomes:apply.income_missing incomes:apply.income_missing attachments:apply.statement_missing",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			content := sample()
			c.change(&content)
			if got := code(casework.Complete(content)); got != c.want {
				t.Errorf("missing %q, want %q", got, c.want)
			}
		})
	}
}

// mutations change one field each, to something else than it was.
var mutations = map[string]func(*aid.Content, *rapid.T){
	"month":          func(c *aid.Content, t *rapid.T) { c.Month = c.Month.Add(number(t)) },
	"adult":          func(c *aid.Content, t *rapid.T) { c.Household.Adults[0].PersonID += text(t) },
	"adult's name":   func(c *aid.Content, t *rapid.T) { c.Household.Adults[1].Name += string(text(t)) },
	"one adult less": func(c *aid.Content, _ *rapid.T) { c.Household.Adults = c.Household.Adults[:1] },
	"adults' order":  func(c *aid.Content, _ *rapid.T) { slices.Reverse(c.Household.Adults) },
	"child":          func(c *aid.Content, t *rapid.T) { c.Household.Children[0].PersonID += text(t) },
	"child's name":   func(c *aid.Content, t *rapid.T) { c.Household.Children[0].Name += string(text(t)) },
	"child's birth": func(c *aid.Content, t *rapid.T) {
		c.Household.Children[0].Born = c.Household.Children[0].Born.AddDays(number(t))
	},
	"child's lunch":   func(c *aid.Content, _ *rapid.T) { c.Household.Children[0].LunchOut = false },
	"no child":        func(c *aid.Content, _ *rapid.T) { c.Household.Children = nil },
	"housing":         func(c *aid.Content, _ *rapid.T) { c.Housing.Form = "lodger" },
	"landlord":        func(c *aid.Content, t *rapid.T) { c.Housing.Landlord += string(text(t)) },
	"rooms":           func(c *aid.Content, t *rapid.T) { c.Housing.Rooms += number(t) },
	"income's kind":   func(c *aid.Content, _ *rapid.T) { c.Incomes[0].Kind = "swish" },
	"income's person": func(c *aid.Content, _ *rapid.T) { c.Incomes[0].PersonID = "p-2" },
	"income's amount": func(c *aid.Content, t *rapid.T) { c.Incomes[0].Amount += aid.Ore(number(t)) },
	"income's note":   func(c *aid.Content, t *rapid.T) { c.Incomes[0].Note += string(text(t)) },
	"one income more": func(c *aid.Content, _ *rapid.T) { c.Incomes = append(c.Incomes, c.Incomes[0]) },
	"no income":       func(c *aid.Content, t *rapid.T) { c.NoIncome[text(t)] = true },
	"some income":     func(c *aid.Content, _ *rapid.T) { delete(c.NoIncome, "p-2") },
	"expense's kind":  func(c *aid.Content, _ *rapid.T) { c.Expenses[0].Kind = "dental" },
	"expense":         func(c *aid.Content, t *rapid.T) { c.Expenses[0].Amount += aid.Ore(number(t)) },
	"expense's note":  func(c *aid.Content, t *rapid.T) { c.Expenses[0].Note += string(text(t)) },
	"changes":         func(c *aid.Content, t *rapid.T) { c.Changes += string(text(t)) },
	"attachment":      func(c *aid.Content, t *rapid.T) { c.Attachments[0].ID += text(t) },
	"file's kind":     func(c *aid.Content, _ *rapid.T) { c.Attachments[0].Kind = "other" },
	"file's name":     func(c *aid.Content, t *rapid.T) { c.Attachments[0].Name += string(text(t)) },
	"file's content":  func(c *aid.Content, t *rapid.T) { c.Attachments[0].SHA256 += string(text(t)) },
	"file's size":     func(c *aid.Content, t *rapid.T) { c.Attachments[0].Size += int64(number(t)) },
}

func number(t *rapid.T) int { return rapid.IntRange(1, 1_000_000_000).Draw(t, "number")%10_000_000 + 1 }

func text(t *rapid.T) aid.ID {
	return aid.ID(rapid.StringMatching("[a-zåäö ]{1,8}").Draw(t, "text"))
}

// N4, X7: a signature covers each field of the content; nothing can be changed without its hash.
func TestN4_HashCoversEveryField(t *testing.T) {
	names := slices.Sorted(maps.Keys(mutations))
	base := have(casework.HashContent(sample()))(t)
	for _, name := range names {
		t.Run(name, rapid.MakeCheck(func(rt *rapid.T) {
			c := sample()
			mutations[name](&c, rt)
			if hash, err := casework.HashContent(c); err != nil || hash == base {
				rt.Errorf("%s changed and the hash did not (%v)", name, err)
			}
		}))
	}
}

// The order of maps, the marks of pages gone through, and being kept and read again change nothing.
func TestN4_HashIsStable(t *testing.T) {
	base := have(casework.HashContent(sample()))(t)
	if len(base) != 64 || strings.ToLower(base) != base {
		t.Errorf("hash %q", base)
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := sample()
		noIncome := map[aid.ID]bool{}
		for _, id := range rapid.Permutation(slices.Collect(maps.Keys(c.NoIncome))).Draw(rt, "order") {
			noIncome[id] = c.NoIncome[id]
		}
		c.NoIncome = noIncome
		c.Done = rapid.MapOf(rapid.String(), rapid.Bool()).Draw(rt, "done")
		kept, err := json.Marshal(c)
		if err != nil {
			rt.Fatal(err)
		}
		var again aid.Content
		if err := json.Unmarshal(kept, &again); err != nil {
			rt.Fatal(err)
		}
		for _, one := range []aid.Content{c, again} {
			if hash, err := casework.HashContent(one); err != nil || hash != base {
				rt.Errorf("hash %s (%v), want %s", hash, err, base)
			}
		}
	})
	c := sample()
	have(casework.HashContent(c))(t)
	if c.Done == nil {
		t.Error("hashing took the marks away")
	}
}

// X7: what has changed is shown row by row, in the order of the form.
func TestX7_WhatHasChanged(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*aid.Content)
		want   []string
	}{
		{"ingenting", func(c *aid.Content) { c.Done = nil }, nil},
		{"en annan bostad", func(c *aid.Content) { c.Housing.Form = "lodger" }, []string{"housing lodger rental>lodger"}},
		{"en annan hyresvärd", func(c *aid.Content) { c.Housing.Landlord = "Andra Bostäder AB" }, []string{"housing rental rental>rental"}},
		{"lunch hemma", func(c *aid.Content) { c.Household.Children[0].LunchOut = false }, []string{"child Elis Öberg yes>no"}},
		{"högre lön", func(c *aid.Content) { c.Incomes[0].Amount = 5_000_00 }, []string{"income salary Åsa Öberg 4200.50>5000.00"}},
		{"en lön till räknas ihop", func(c *aid.Content) { c.Incomes = append(c.Incomes, c.Incomes[0]) }, []string{"income salary Åsa Öberg 4200.50>8401.00"}},
		{
			"lönen är Omars", func(c *aid.Content) { c.Incomes[0].PersonID = "p-2" },
			[]string{"income salary Omar Öberg ->4200.50", "income salary Åsa Öberg 4200.50>-"},
		},
		{"delad på två rader är samma", func(c *aid.Content) {
			c.Expenses = []aid.Expense{{Kind: "housing", Amount: 7_000_00}, {Kind: "housing", Amount: 345_00}}
		}, nil},
		{"en ny utgift", func(c *aid.Content) { c.Expenses = append(c.Expenses, aid.Expense{Kind: "dental", Amount: 900_00}) }, []string{"expense dental ->900.00"}},
		{"ingen hyra", func(c *aid.Content) { c.Expenses = nil }, []string{"expense housing 7345.00>-"}},
		{"en fil byts", func(c *aid.Content) {
			c.Attachments = []aid.AttachmentRef{{ID: "a-2", Kind: "bank_statement", Name: "nytt.pdf", SHA256: "aa"}}
		}, []string{"attachment bank_statement >nytt.pdf", "attachment bank_statement kontoutdrag.pdf>"}},
		{"samma fil lämnad igen", func(c *aid.Content) { c.Attachments[0].ID = "a-7" }, nil},
		{"andra ord", func(c *aid.Content) { c.Changes = "" }, []string{"changes  Elis har börjat skolan.>"}},
		{"allt på en gång, i formulärets ordning", func(c *aid.Content) {
			c.Changes, c.Attachments, c.Expenses, c.Incomes, c.Housing = "Nytt.", nil, nil, nil, aid.Housing{Form: "none"}
			c.Household.Children[0].LunchOut = false
		}, []string{
			"housing none rental>none", "child Elis Öberg yes>no", "income salary Åsa Öberg 4200.50>-", "expense housing 7345.00>-",
			"attachment bank_statement kontoutdrag.pdf>", "changes  Elis har börjat skolan.>Nytt.",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			after := sample()
			c.change(&after)
			var got []string
			for _, change := range casework.Changes(sample(), after) {
				got = append(got, written(change))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("changes %q, want %q", got, c.want)
			}
		})
	}
}

// written is a change on one line.
func written(c casework.Change) string {
	line := c.Group + " " + c.What + " "
	if c.Who != "" {
		line += c.Who + " "
	}
	if c.Before == nil && c.After == nil {
		return line + c.BeforeText + ">" + c.AfterText
	}
	amount := func(o *aid.Ore) string {
		if o == nil {
			return "-"
		}
		return o.Decimal()
	}
	return line + amount(c.Before) + ">" + amount(c.After)
}
