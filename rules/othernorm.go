package rules

import (
	"fmt"
	"regexp"
	"slices"

	"bistand/aid"
)

// OtherNorm (annan norm) is a norm that a municipality has beside the riksnorm, for those whose food or housing is paid in
// another way. Amounts are kronor a month.
type OtherNorm struct {
	Code    string `toml:"code" need:"yes"` // small letters, stable
	Name    string `toml:"name" need:"yes"`
	Single  int    `toml:"single" need:"yes"`
	Couple  int    `toml:"couple" need:"yes"` // one figure for both
	Child   int    `toml:"child" need:"yes"`
	Common  bool   `toml:"common" need:"yes"` // whether the riksnorm's common costs are added
	Source  string `toml:"source" need:"yes"`
	Section string `toml:"section" need:"yes"`
	Text    string `toml:"text" need:"yes"`

	single, couple, child Figure
}

// Adults returns the personal costs of one adult, or the one figure of two who live together.
func (n *OtherNorm) Adults(couple bool) *Figure {
	if couple {
		return &n.couple
	}
	return &n.single
}

// ChildCosts returns the personal costs of a child of any age.
func (n *OtherNorm) ChildCosts() *Figure { return &n.child }

// prepare makes the figures ready to stand on a line.
func (n *OtherNorm) prepare(g *Guidelines) {
	figure := func(code string, kr int) Figure {
		return Figure{
			Amount: aid.Ore(kr) * aid.Kronor, State: aid.Sourced, Code: code, Rule: g.Cite(n.Source, n.Section),
			Args: map[string]string{"title": n.Name},
		}
	}
	n.single, n.couple, n.child = figure("single", n.Single), figure("couple", n.Couple), figure(n.Code, n.Child)
}

// With returns a copy of the guidelines with another way of reckoning and further norms, for trying what they would make. The
// guidelines themselves are shared and stay as they are; on nil it makes guidelines that set nothing else.
func (g *Guidelines) With(s Settings, norms ...OtherNorm) *Guidelines {
	var made Guidelines
	if g != nil {
		made = *g
	}
	made.Settings = s
	made.Norms = append(slices.Clone(made.Norms), norms...)
	for i := range made.Norms {
		made.Norms[i].prepare(&made)
	}
	return &made
}

// NormByCode returns a norm that the municipality has beside the riksnorm, and whether it has one of that code. It is shared
// by all calculations, so never to be changed.
func (g *Guidelines) NormByCode(code string) (*OtherNorm, bool) {
	if g == nil {
		return nil, false
	}
	for i := range g.Norms {
		if g.Norms[i].Code == code {
			return &g.Norms[i], true
		}
	}
	return nil, false
}

var normCode = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// checkNorms tells of codes that cannot be kept and of amounts out of range. A child may cost nothing, an adult not.
func (g *Guidelines) checkNorms(fail func(key, format string, args ...any)) {
	for i, n := range g.Norms {
		at := fmt.Sprintf("norm[%d].", i+1)
		g.quoted(at, n.Source, n.Section, n.Text, fail)
		if !normCode.MatchString(n.Code) {
			fail(at+"code", "want small letters, digits and _, found %q", n.Code)
		}
		if slices.ContainsFunc(g.Norms[:i], func(o OtherNorm) bool { return o.Code == n.Code }) {
			fail(at+"code", "%q is used twice", n.Code)
		}
		if n.Name == "" {
			fail(at+"name", "no name")
		}
		for _, amount := range []struct {
			key    string
			kr, of int
		}{{"single", n.Single, 1}, {"couple", n.Couple, 1}, {"child", n.Child, 0}} {
			if amount.kr < amount.of || amount.kr > maxCell {
				fail(at+amount.key, "want %d to %d kronor, found %d", amount.of, maxCell, amount.kr)
			}
		}
		if n.Couple < n.Single {
			fail(at+"couple", "%d for both is lower than %d for one", n.Couple, n.Single)
		}
	}
}
