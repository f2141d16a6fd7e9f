package sim

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/loopback"
)

const namespace = "http://schema.forsakringskassan.se/integration/ssbt/10"

// rule is what the XSD says of an element: how often it stands, and either its text or its children, which come in order.
type rule struct {
	name     string
	optional bool
	many     bool
	text     func(string) bool
	kids     []rule
	include  bool // has the attribute inkludera, and children only where it is true
}

// The types of the XSD.
var (
	orgNumberForm = regexp.MustCompile(`^[0-9]{4}[2-9][0-9]{7}$`)
	personForm    = regexp.MustCompile(`^[0-9]{12}$`)
	dateForm      = regexp.MustCompile(`^\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?$`)
	timeForm      = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$`)
	base64Form    = regexp.MustCompile(`^[A-Za-z0-9+/=\s]*$`)
)

func anyText(string) bool    { return true }
func nonEmpty(t string) bool { return t != "" }
func isOrg(t string) bool    { return orgNumberForm.MatchString(strings.TrimSpace(t)) }
func isPerson(t string) bool { return personForm.MatchString(strings.TrimSpace(t)) }
func isTime(t string) bool   { return timeForm.MatchString(strings.TrimSpace(t)) }
func isBase64(t string) bool { return base64Form.MatchString(t) }
func isBoolean(t string) bool {
	return slices.Contains([]string{"true", "false", "1", "0"}, strings.TrimSpace(t))
}

func isShort(t string) bool {
	_, err := strconv.ParseInt(strings.TrimSpace(t), 10, 16)
	return err == nil
}

func isDate(t string) bool {
	t = strings.TrimSpace(t)
	if !dateForm.MatchString(t) {
		return false
	}
	_, err := aid.ParseDate(t[:10])
	return err == nil
}

var (
	periodRules = []rule{{name: "fromDatum", text: isDate}, {name: "tomDatum", text: isDate}}
	ownPeriod   = []rule{{name: "tidsperiod", optional: true, kids: periodRules}}

	fetchRule = rule{name: "hamtaBastjanstInformation", kids: []rule{
		{name: "generellaFrageparametrar", kids: []rule{
			{name: "frageTidpunkt", optional: true, text: isTime},
			{name: "korrelationsid", optional: true, text: anyText},
			{name: "fraganSkallInkluderasISvaret", text: isBoolean},
			{name: "ingivare", kids: []rule{
				{name: "organisationsnummer", text: isOrg}, {name: "namn", text: nonEmpty}, {name: "handlaggare", text: nonEmpty},
			}},
			{name: "personidentitet", text: isPerson},
			{name: "arendeidentitet", text: nonEmpty},
			{name: "tidsperiod", kids: periodRules},
			{name: "personuppgiftsbitrade", optional: true, many: true, kids: []rule{
				{name: "ordningsnummer", optional: true, text: isShort}, {name: "organisationsnummer", text: isOrg}, {name: "namn", text: nonEmpty},
			}},
			{name: "syfte", text: anyText},
			{name: "lagtext", text: anyText},
		}},
		{name: "specifikaFrageparametrar", kids: []rule{
			{name: "AF", include: true, kids: ownPeriod},
			{name: "CSN", include: true, kids: ownPeriod},
			{name: "FK", include: true, kids: []rule{{name: "fraga", optional: true, kids: []rule{
				{name: "version", optional: true, text: anyText}, {name: "aktorsid", text: anyText}, {name: "lefiJsonFraga", text: isBase64},
			}}}},
			{name: "SKV", include: true},
			{name: "SO", include: true, kids: ownPeriod},
			{name: "TNS", include: true, kids: ownPeriod},
			{name: "MIV", include: true},
		}},
	}}

	testRule = rule{name: "testaBastjanstInformation"}
)

// check holds an element to its rule, and names the first that breaks it. It never quotes a value.
func (r rule) check(e *loopback.Element) error {
	broken := errors.New(r.name)
	if e.Name.Local != r.name || e.Name.Space != namespace {
		return broken
	}
	if r.text != nil {
		if len(e.Kids) > 0 || !r.text(e.Text) {
			return broken
		}
		return nil
	}
	if e.Value() != "" {
		return broken
	}
	included, told := e.Attr("inkludera")
	if r.include && (!told || !isBoolean(included) || !isTrue(included) && len(e.Kids) > 0) {
		return broken
	}
	left := e.Kids
	for _, kid := range r.kids {
		found := 0
		for len(left) > 0 && left[0].Name.Local == kid.name && (found == 0 || kid.many) {
			if err := kid.check(left[0]); err != nil {
				return err
			}
			found, left = found+1, left[1:]
		}
		if found == 0 && !kid.optional {
			return errors.New(kid.name)
		}
	}
	if len(left) > 0 {
		return errors.New(left[0].Name.Local)
	}
	return nil
}

func isTrue(text string) bool {
	text = strings.TrimSpace(text)
	return text == "true" || text == "1"
}
