package main

import "bistand/aid"

// The demonstration's invented people. Their numbers are from the tax agency's series for tests: birth numbers 980 to 999,
// 238 and 239, which no living person has.

// demoPerson is a person in a demonstration household.
type demoPerson struct {
	number, given, family string
	part                  aid.Part
	phone, email, lang    string
	account               string // clearing and account with a space between, for adults who are paid
}

// demoHousehold is a case with its history.
type demoHousehold struct {
	municipality string // slug
	people       []demoPerson
	rent         aid.Ore
	landlord     string
	electricity  aid.Ore
	salary       aid.Ore // of the last adult
	benefit      aid.Ore // activity support of the first adult
	months       int     // months of paid history
	state        demoState
	appeal       string      // what the last adult's letter of appeal says, which came the day the month was decided; empty for none
	protected    bool        // the applicant has a sekretessmarkering
	inactive     bool        // access has not been activated
	godMan       *demoPerson // who acts for the applicant; nobody where nil
}

// demoState is where the present month stands.
type demoState string

const (
	demoDecided    demoState = "decided"    // decided, the payment waits for approval
	demoRegistered demoState = "registered" // waits in the queue
	demoNothing    demoState = "nothing"    // nothing applied for yet
	demoFirst      demoState = "first"      // the first application is being filled in
)

// demoPeople is everyone: of the households, who acts for them, and those beside.
func demoPeople() []demoPerson {
	var list []demoPerson
	for _, h := range demoHouseholds {
		list = append(list, h.people...)
		if h.godMan != nil {
			list = append(list, *h.godMan)
		}
	}
	return append(list, guideList, guideDetail, demoStranger)
}

// demoStaff is a member of staff of every municipality, under the municipality's own name.
type demoStaff struct {
	subject, name, title, phone, hours, email string
	roles                                     []aid.Role
}

var demoStaffOf = map[string][]demoStaff{
	"lund": {
		{"ingrid", "Ingrid Andersson", "Socialsekreterare", "046-000 12 01", "Vardagar 9–10", "ingrid.andersson@example.org", []aid.Role{aid.Caseworker, aid.DecisionMaker}},
		{"torbjorn", "Torbjörn Ek", "Socialsekreterare", "046-000 12 02", "Vardagar 9–10", "torbjorn.ek@example.org", []aid.Role{aid.Caseworker}},
		{"lisbet", "Lisbet Krona", "Ekonomihandläggare", "046-000 12 03", "Måndag–torsdag 10–11", "lisbet.krona@example.org", []aid.Role{aid.PaymentOfficer}},
		{"greta", "Greta Gransk", "Controller", "046-000 12 04", "", "greta.gransk@example.org", []aid.Role{aid.Auditor}},
		{"adam", "Adam Minell", "Systemförvaltare", "046-000 12 05", "", "adam.minell@example.org", []aid.Role{aid.Administrator}},
	},
	"borlange": {
		{"siv", "Siv Dahl", "Socialsekreterare", "0243-000 11", "Vardagar 8.30–9.30", "siv.dahl@example.org", []aid.Role{aid.Caseworker, aid.DecisionMaker}},
		{"per", "Per Peng", "Ekonomihandläggare", "0243-000 12", "Vardagar 10–11", "per.peng@example.org", []aid.Role{aid.PaymentOfficer, aid.Administrator}},
	},
	"goteborg": {
		{"majken", "Majken Holm", "Socialsekreterare", "031-000 21 01", "Vardagar 9–10", "majken.holm@example.org", []aid.Role{aid.Caseworker, aid.DecisionMaker}},
		{"olof", "Olof Kassman", "Ekonomihandläggare", "031-000 21 02", "Vardagar 10–11", "olof.kassman@example.org", []aid.Role{aid.PaymentOfficer, aid.Administrator}},
	},
	"hoganas": {
		{"ulla", "Ulla Kull", "Socialsekreterare", "042-000 31 01", "Vardagar 9–10", "ulla.kull@example.org", []aid.Role{aid.Caseworker, aid.DecisionMaker}},
		{"nils", "Nils Slant", "Ekonomihandläggare", "042-000 31 02", "Vardagar 10–11", "nils.slant@example.org", []aid.Role{aid.PaymentOfficer, aid.Administrator}},
	},
}

const kr = aid.Kronor

var demoHouseholds = []demoHousehold{
	{
		municipality: "lund", rent: 8450 * kr, landlord: "Södra Hem AB", electricity: 640 * kr, salary: 6820 * kr, benefit: 4910 * kr, months: 4, state: demoDecided,
		appeal: "Ni har räknat med en lön som jag inte längre har. Anställningen tog slut den sista i förra månaden.",
		people: []demoPerson{
			{number: "198503149802", given: "Fatima", family: "Exempel", part: aid.Applicant, phone: "070-174 06 01", email: "fatima@example.org", lang: "sv", account: "9252 1234419"},
			{number: "198306229819", given: "Amir", family: "Exempel", part: aid.CoApplicant, phone: "070-174 06 02", email: "amir@example.org", lang: "ar"},
			{number: "201503029900", given: "Noor", family: "Exempel", part: aid.ChildInCase},
			{number: "201708179831", given: "Sami", family: "Exempel", part: aid.ChildInCase},
		},
	},
	{
		municipality: "lund", rent: 5900 * kr, landlord: "Södra Hem AB", electricity: 310 * kr, benefit: 3200 * kr, months: 2, state: demoRegistered,
		people: []demoPerson{{number: "197909119849", given: "Karin", family: "Provsson", part: aid.Applicant, phone: "070-174 06 03", lang: "sv", account: "9252 1234427"}},
	},
	{
		municipality: "lund", rent: 5100 * kr, landlord: "Norra Bo", electricity: 280 * kr, months: 1, state: demoNothing, inactive: true,
		people: []demoPerson{{number: "196102039853", given: "Gunnar", family: "Väntar", part: aid.Applicant, lang: "sv", account: "9252 1234435"}},
	},
	{
		municipality: "lund", rent: 5100 * kr, landlord: "Norra Bo", electricity: 280 * kr, months: 1, state: demoNothing, protected: true,
		people: []demoPerson{{number: "199012249869", given: "Skyddad", family: "Testperson", part: aid.Applicant, lang: "sv", account: "9252 1234443"}},
	},
	{
		municipality: "lund", state: demoFirst, godMan: &demoGodMan,
		people: []demoPerson{{number: "199205199947", given: "Yusuf", family: "Nyberg", part: aid.Applicant, phone: "070-174 06 10", lang: "ar", account: "9252 1234516"}},
	},
	{
		municipality: "borlange", rent: 6200 * kr, landlord: "Dalbostäder", electricity: 390 * kr, benefit: 5100 * kr, months: 3, state: demoDecided,
		people: []demoPerson{
			{number: "197405309878", given: "Hodan", family: "Prov", part: aid.Applicant, phone: "070-174 06 04", email: "hodan@example.org", lang: "so", account: "9252 1234451"},
			{number: "201309209979", given: "Ayan", family: "Prov", part: aid.ChildInCase},
		},
	},
	{
		municipality: "goteborg", rent: 7100 * kr, landlord: "Älvhem", electricity: 420 * kr, benefit: 6300 * kr, months: 3, state: demoDecided,
		people: []demoPerson{
			{number: "199507089887", given: "Rojda", family: "Nyman", part: aid.Applicant, phone: "070-174 06 05", lang: "kmr", account: "9252 1234478"},
			{number: "198801199897", given: "Erik", family: "Nyman", part: aid.CoApplicant, phone: "070-174 06 06", lang: "sv"},
		},
	},
	{
		municipality: "hoganas", rent: 6400 * kr, landlord: "Kullabo", electricity: 350 * kr, benefit: 2900 * kr, months: 3, state: demoDecided,
		people: []demoPerson{
			{number: "198110159913", given: "Selam", family: "Testman", part: aid.Applicant, phone: "070-174 06 07", lang: "ti", account: "9252 1234486"},
			{number: "201906239932", given: "Abel", family: "Testman", part: aid.ChildInCase},
		},
	},
}

// The people of Lund's user guide, whose example is taken in as imported history.
var (
	guideList   = demoPerson{number: "197008129947", given: "Ann", family: "Andersson", part: aid.Applicant, phone: "070-174 06 08", lang: "sv", account: "9252 1234494"}
	guideDetail = demoPerson{number: "198604279953", given: "Evert", family: "E-Tjänst", part: aid.Applicant, phone: "070-174 06 09", lang: "sv", account: "9252 1234508"}
)

// demoGodMan acts for someone and has no case of her own.
var demoGodMan = demoPerson{number: "195806129861", given: "Gudrun", family: "Godeman", part: aid.Applicant, phone: "070-174 06 11", email: "gudrun@example.org", lang: "sv"}

// demoStranger has a BankID and no case anywhere.
var demoStranger = demoPerson{number: "200002169969", given: "Ingen", family: "Utanärende"}
