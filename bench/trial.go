package main

import (
	"context"
	"errors"
	"fmt"
)

// trialRequests are forms of the trial calculation as browsers send them: households of several kinds, in every language.
func trialRequests(more string) [][]byte {
	forms := []string{
		"vuxna=en&barn-under_1=&barn-age_1_2=&barn-age_3=&barn-age_4_6=&barn-age_7_10=&barn-age_11_14=&barn-age_15_18=&barn-age_19_20=" +
			"&inkomst-salary=&inkomst-unemployment=11+200&inkomst-disability=&inkomst-sickness_benefit=&inkomst-parental_benefit=&inkomst-pension=" +
			"&inkomst-maintenance=&inkomst-child_benefit=&inkomst-study_support=&inkomst-housing_benefit=&inkomst-other_income=" +
			"&kostnad-housing=6450&kostnad-electricity=310&kostnad-work_travel=&kostnad-home_insurance=120&kostnad-fees=",
		"vuxna=tva&barn-under_1=&barn-age_1_2=1&barn-age_3=&barn-age_4_6=&barn-age_7_10=2&barn-age_11_14=&barn-age_15_18=&barn-age_19_20=" +
			"&inkomst-salary=14+800&inkomst-unemployment=&inkomst-disability=&inkomst-sickness_benefit=&inkomst-parental_benefit=7100&inkomst-pension=" +
			"&inkomst-maintenance=&inkomst-child_benefit=4480&inkomst-study_support=&inkomst-housing_benefit=2900&inkomst-other_income=" +
			"&kostnad-housing=9+850&kostnad-electricity=540&kostnad-work_travel=970&kostnad-home_insurance=160&kostnad-fees=420",
		"vuxna=en&barn-under_1=&barn-age_1_2=&barn-age_3=&barn-age_4_6=&barn-age_7_10=&barn-age_11_14=1&barn-age_15_18=&barn-age_19_20=" +
			"&inkomst-salary=21000&inkomst-unemployment=&inkomst-disability=&inkomst-sickness_benefit=&inkomst-parental_benefit=&inkomst-pension=" +
			"&inkomst-maintenance=2223&inkomst-child_benefit=1250&inkomst-study_support=&inkomst-housing_benefit=&inkomst-other_income=" +
			"&kostnad-housing=7200&kostnad-electricity=&kostnad-work_travel=970&kostnad-home_insurance=&kostnad-fees=",
	}
	var list [][]byte
	for _, form := range forms {
		for _, language := range municipality.Languages {
			list = append(list, fmt.Appendf(nil, "POST /provberakning HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: text/html\r\nAccept-Language: %s\r\n"+
				"Origin: http://%s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n%s\r\n%s",
				host, userAgent, language, host, len(form), more, form))
		}
	}
	return list
}

// trial measures row 14.
func (b *bench) trial(_ context.Context, r *report) (err error) {
	servers := map[string]*child{}
	for _, name := range []string{"hello", "program"} {
		c, err := startChild(name, b.folder, "")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.end()) }()
		servers[name] = c
	}
	plain, packed := trialRequests(""), trialRequests(askPacked)
	for _, c := range servers {
		if _, _, err := c.run(plain, connections, turn/2); err != nil {
			return err
		}
	}
	rate, cpu := map[string]series{}, map[string]series{}
	var size int64
	for range b.rounds {
		for _, one := range []struct {
			name, server string
			requests     [][]byte
		}{{"hello", "hello", plain}, {"program", "program", plain}, {"packed", "program", packed}} {
			sent, used, err := servers[one.server].run(one.requests, connections, turn)
			if err != nil {
				return err
			}
			rate[one.name] = append(rate[one.name], sent.perSecond())
			cpu[one.name] = append(cpu[one.name], used.Seconds()*1e6)
			if one.name == "program" {
				size = sent.bytes / int64(sent.requests)
			}
		}
	}
	remark := fmt.Sprintf("%.0f a second, %.0f µs a page of %d bytes; HELLO %.0f, %.0f µs; packed %.0f a second, %.0f µs", median(rate["program"]),
		median(cpu["program"]), size, median(rate["hello"]), median(cpu["hello"]), median(rate["packed"]), median(cpu["packed"]))
	r.add(row{"14", "trial calculation, POST to full page, requests a second", rate["program"].over(rate["hello"]), "× HELLO", atLeast(0.35), atLeast(0.55), remark})
	return nil
}

// profileTrial profiles the program while it answers trial calculations.
func (b *bench) profileTrial(file string) error {
	c, err := startChild("program", b.folder, file)
	if err != nil {
		return err
	}
	_, used, err := c.run(trialRequests(""), connections, profileLength)
	b.say(fmt.Sprintf("%v a page", used))
	return errors.Join(err, c.end())
}
