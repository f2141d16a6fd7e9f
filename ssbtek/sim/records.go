package sim

import "bistand/aid"

// Records is what the sources know of a person, past and to come. The zero value is a person of whom they know nothing.
type Records struct {
	Protected   bool // by all sources that can say so
	Payments    []Payment
	Seeker      *Seeker // nil: the employment service does not know the person
	Fund        string  // the unemployment fund's name; empty: no member
	Suspensions []Period
	AppliedOn   aid.Date // the fund's decision on the right to benefit; none: nothing applied for
	Studies     []Study
	Capital     []Capital
	Vehicles    []Vehicle
	Permits     []Permit
}

// Payment is money from an authority. It is planned until its day has come, and then paid. Amounts are in öre; what reaches the
// person is Gross less Tax less Deducted.
type Payment struct {
	By          aid.Authority // social_insurance, pensions, unemployment_fund or study_support
	Code        string        // formansfamilj ("BOB"), beloppstyp ("PM:AFS") or stodform ("GRUND"); of a fund none
	Name        string        // in Swedish
	Part        string        // the one part of a collective benefit ("DAG"), where it has one; in Swedish
	PaidOn      aid.Date
	From, Until aid.Date // of the time it is for
	Gross       aid.Ore
	Tax         aid.Ore
	Deducted    aid.Ore  // for distraint, repayment and the like
	Known       aid.Date // the day from which the authority tells of it; none: always
	OldForm     bool     // of the pensions agency: in the form of the social insurance agency
	Undated     bool     // of CSN: planned, and its day not yet booked
}

// Net is what reaches the person.
func (p Payment) Net() aid.Ore { return p.Gross - p.Tax - p.Deducted }

// Seeker is someone registered with the employment service.
type Seeker struct {
	Registered aid.Date
	Left       aid.Date // none: still registered
	Extent     int      // percent
	Category   string
	Reported   aid.Date // the newest report of activities; none: none
}

// Period is a time with both its ends.
type Period struct{ From, Until aid.Date }

// Study is a time for which study support is granted, in whole weeks.
type Study struct {
	Code, Name  string // stodform, klartext
	From, Until aid.Date
}

// Capital is a year's income of capital.
type Capital struct {
	Year   int
	Amount aid.Ore
}

// Vehicle is one that the person holds.
type Vehicle struct {
	Registration, Make, Model, Kind string
	Year                            int
}

// Permit is a permit to stay.
type Permit struct {
	Code, Name string
	Decided    aid.Date
	Until      aid.Date // none: permanent
}

// payments returns those of an authority that it tells of today and whose day lies within a period. An undated one lies where
// its time begins.
func (r *Records) payments(by aid.Authority, from, until, today aid.Date) (list []Payment) {
	for _, p := range r.Payments {
		on := p.PaidOn
		if p.Undated {
			on = p.From
		}
		if p.By == by && !on.Before(from) && !until.Before(on) && !today.Before(p.Known) {
			list = append(list, p)
		}
	}
	return list
}

// planned tells whether a payment's day has not come.
func (p Payment) planned(today aid.Date) bool { return p.Undated || today.Before(p.PaidOn) }
