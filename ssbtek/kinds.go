package ssbtek

import (
	"strings"

	"bistand/aid"
)

// insuranceCodes and pensionCodes are the groups of benefits that LEFI v9 lets be asked about, all of them: an income that is
// not asked for looks like none. Source: LefiExternFormanGruppKod.
var (
	insuranceCodes = []string{
		"FK:ABB", "FK:AP", "FK:AS", "FK:BOB", "FK:BST", "FK:BTI", "FK:DPE", "FK:EJO", "FK:ET", "FK:FP", "FK:FSJP", "FK:GP", "FK:HE",
		"FK:MABB", "FK:MEK", "FK:NP", "FK:OMV", "FK:PJOB", "FK:PROG", "FK:RBE", "FK:SA", "FK:SBP", "FK:SJP", "FK:TFP", "FK:US", "FK:VB", "FK:YL",
	}
	pensionCodes = []string{"PM:AP", "PM:BTI", "PM:EF"}
)

// benefitKinds says as which kind of income a benefit counts, by the authority's code or, where the code is another, by its
// name. Only benefits that plainly are of the kind stand here; all others are "other_income" under their own code and name.
//
// The OpenAPI of LEFI v9 lists the codes of benefits and prints the names of some (ABB, FP, SJP, YL, PM:AP); the names of the
// others are those of its types of cases. That a payment's formansfamilj and forman have the codes of the groups it does not
// say: published examples have BOB, SJP and US, but also DAG ("Dagersättning"), which holds several benefits. Therefore the
// names count too. Codes marked (u) are unconfirmed as codes of a payment.
var benefitKinds = []struct {
	codes []string
	names []string // in lower case
	kind  aid.IncomeKind
}{
	{[]string{"ABB", "MABB"}, []string{"barnbidrag", "allmänt barnbidrag"}, "child_benefit"},                                                    // MABB (u)
	{[]string{"BOB"}, []string{"bostadsbidrag"}, "housing_benefit"},                                                                             //
	{[]string{"SJP", "FSJP"}, []string{"sjukpenning", "förebyggande sjukpenning"}, "sickness_benefit"},                                          // FSJP (u)
	{[]string{"FP", "TFP"}, []string{"föräldrapenning", "tillfällig föräldrapenning"}, "parental_benefit"},                                      // TFP (u)
	{[]string{"AS"}, []string{"aktivitetsstöd"}, "activity_support"},                                                                            // (u)
	{[]string{"US"}, []string{"underhållsstöd"}, "maintenance"},                                                                                 //
	{[]string{"OMV"}, []string{"omvårdnadsbidrag"}, "care_allowance"},                                                                           // (u)
	{[]string{"YL"}, []string{"yrkesskadelivränta", "arbetsskadelivränta"}, "annuity"},                                                          // (u)
	{[]string{"AP", "PM:AP"}, []string{"allmän pension", "ålderspension"}, "pension"},                                                           // AP (u)
	{[]string{"PM:AFS"}, []string{"äldreförsörjningsstöd"}, "elderly_support"},                                                                  // (u)
	{[]string{"PM:BP", "PM:BPFRI", "PM:BPSKP"}, []string{"barnpension", "skattefri barnpension", "skattepliktig barnpension"}, "child_pension"}, // PM:BP, PM:BPSKP (u)
}

// kindOf returns the kind of the first of the codes, in the order given, that plainly is of one.
func kindOf(list ...code) aid.IncomeKind {
	for _, c := range list {
		for _, row := range benefitKinds {
			for _, id := range row.codes {
				if c.id != "" && c.id == id {
					return row.kind
				}
			}
			for _, name := range row.names {
				if strings.ToLower(c.name) == name {
					return row.kind
				}
			}
		}
	}
	return "other_income"
}

// deductionRows are the types of amounts of LEFI's rows that are deductions and name no benefit.
// Source: the description of LefiUtbetalningDetalj.
var deductionRows = map[string]bool{
	"AFR": true, "ALA": true, "ART": true, "AVB": true, "AVR": true, "FMF": true, "FUM": true, "INC": true, "INF": true, "INM": true, "INU": true,
	"KOA": true, "KVI": true, "OAV": true, "PF": true, "PS": true, "PST": true, "SAV": true, "SKV": true, "SOC": true, "SS": true, "SST": true,
	"UMG": true, "UTF": true, "ÅFA": true, "ÖVA": true,
}

// taxDeductions are the deductions of the pensions agency that are tax, by the meaning that LEFI prints for the same codes
// without the prefix. Source: LefiPmFormanUtbetalningAvdragTypKod, LefiUtbetalningDetalj.
var taxDeductions = map[string]bool{"PM:PS": true, "PM:PST": true, "PM:SS": true, "PM:SST": true}
