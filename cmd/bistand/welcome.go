package main

import (
	"fmt"
	"io"
	"net"
	"strings"

	"bistand/aid"
	"bistand/oidc"
	oidcsim "bistand/oidc/sim"
)

// demoSecret is the client secret between the demonstration and its simulated staff log-in.
const demoSecret = "demonstration"

// staffProvider describes the simulated staff log-in: each municipality is a client of its own with its own staff.
func (d *demo) staffProvider(list []settings) oidcsim.Config {
	config := oidcsim.Config{Addr: d.nextTo(2), Now: clock}
	for _, s := range list {
		client := oidcsim.Client{ID: s.Slug, Secret: demoSecret, Name: s.Name, RedirectURLs: []string{d.url(s.Slug) + "/handlaggning/logga-in/svar"}}
		for _, m := range demoStaffOf[s.Slug] {
			var roles []string
			for _, role := range m.roles {
				roles = append(roles, string(role))
			}
			client.Staff = append(client.Staff, oidcsim.Staff{Subject: m.subject, Name: m.name, Email: m.email, Title: m.title, Roles: roles})
		}
		config.Clients = append(config.Clients, client)
	}
	return config
}

// staffClient is a municipality's agreement with the simulated staff log-in.
func (d *demo) staffClient(s settings) oidc.Config {
	roles := map[string]aid.Role{}
	for _, role := range []aid.Role{aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer, aid.Auditor, aid.Administrator} {
		roles[string(role)] = role
	}
	return oidc.Config{
		Issuer: d.staff.Issuer(), ClientID: s.Slug, ClientSecret: demoSecret, RedirectURL: d.url(s.Slug) + "/handlaggning/logga-in/svar",
		RolesClaim: "roles", Roles: roles, Now: clock, Random: random,
	}
}

// url is the address of a municipality's pages.
func (d *demo) url(slug string) string {
	_, port, _ := net.SplitHostPort(d.addr)
	return "http://" + slug + ".localhost:" + port
}

// printWelcome tells a newcomer where to go and who can log in.
func (d *demo) printWelcome(w io.Writer) {
	_, port, _ := net.SplitHostPort(d.addr)
	fmt.Fprintf(w, "\nThe demonstration is running. Everyone in it is invented; no money and no message leaves this machine.\n\n")
	fmt.Fprintf(w, "  All municipalities   http://localhost:%s\n", port)
	for _, slug := range []string{"lund", "borlange", "goteborg", "hoganas"} {
		fmt.Fprintf(w, "  %-20s %s      staff: %s/handlaggning\n", slug, d.url(slug), d.url(slug))
	}
	fmt.Fprintf(w, "\n  BankID's phone       %s   (scan or paste the code there)\n", d.bankID.PhoneURL())
	fmt.Fprintf(w, "  Mail and SMS sent    %s\n", d.outbox.URL())
	fmt.Fprintf(w, "  Authorities' answers %s   (make one of them slow, wrong or silent there)\n", d.answers.PageURL())
	fmt.Fprintf(w, "  Population register  %s   (shield someone there, or make it silent: no one gets in)\n", d.population.PageURL())
	for _, slug := range []string{"lund", "borlange", "goteborg", "hoganas"} {
		if bank := d.banks[slug]; bank != nil {
			fmt.Fprintf(w, "  Bank of %-12s %s\n", slug, bank.PageURL())
		}
	}
	fmt.Fprintf(w, "\nWho can log in with BankID:\n\n")
	for _, h := range demoHouseholds {
		for _, p := range h.people {
			if p.part != aid.ChildInCase {
				fmt.Fprintf(w, "  %s  %-22s %-9s %s\n", p.number, p.given+" "+p.family, h.municipality, h.remark(p))
			}
		}
		if g := h.godMan; g != nil {
			fmt.Fprintf(w, "  %s  %-22s %-9s god man, acts for %s\n", g.number, g.given+" "+g.family, h.municipality, h.people[0].given+" "+h.people[0].family)
		}
	}
	fmt.Fprintf(w, "  %s  %-22s lund      the user guide's list of applications\n", guideList.number, guideList.given+" "+guideList.family)
	fmt.Fprintf(w, "  %s  %-22s lund      the user guide's one application\n", guideDetail.number, guideDetail.given+" "+guideDetail.family)
	fmt.Fprintf(w, "  %s  %-22s -         no case anywhere: refused\n", demoStranger.number, demoStranger.given+" "+demoStranger.family)
	fmt.Fprintf(w, "\nWithout BankID, by %s, at %s/logga-in:\n\n", demoEIDName, d.url(demoEIDSlug))
	for _, p := range append(adultsOf(demoEIDSlug), demoStranger) {
		fmt.Fprintf(w, "  %s  %s\n", p.number, p.given+" "+p.family)
	}
	fmt.Fprintf(w, "\nStaff log in by choosing their name. In Lund Ingrid decides, Lisbet pays, Greta audits and Adam administers.\n")
	fmt.Fprintf(w, "\nEverything is kept in %s\nEnd with Ctrl-C.\n", d.folder)
}

// remark says what is worth knowing of a person.
func (h demoHousehold) remark(p demoPerson) string {
	switch {
	case h.protected:
		return "sekretessmarkering: refused"
	case h.inactive:
		return "access not activated yet: refused"
	}
	var words []string
	if p.part == aid.CoApplicant {
		words = append(words, "signs after the applicant")
	}
	if p.lang != "sv" {
		words = append(words, "reads "+p.lang)
	}
	switch {
	case p.part == aid.Applicant && h.state == demoDecided:
		words = append(words, "decided, payment waits for approval")
	case p.part == aid.Applicant && h.state == demoRegistered:
		words = append(words, "waits in the queue")
	}
	return strings.Join(words, ", ")
}
