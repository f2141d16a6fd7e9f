package proof_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bistand/store/storetest"
	"bistand/web"
	"bistand/web/site"
)

// asked are the names that pages read from their addresses, each of them from its own.
var asked = []string{
	"alla", "ar", "av", "betalning", "del", "dra-om", "efter", "fel", "figur", "fore", "fragat", "fran", "nummer", "osant", "person", "q", "rader-0", "retur", "senaste", "skickat", "sparad",
	"sparat", "state", "svar", "tabell", "tack", "tid", "till", "visa",
}

// Every address that names something, with each of its parts spoilt in each way, and every page with every name spoilt that any reads from its
// address: an answer, and never an error of the program's own.
func TestEveryAddressIsAnsweredHoweverItIsSpoilt(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			showErrors(t)
			f := newFormWorld(t, engine)
			visited := 0
			for _, route := range web.Routes() {
				method, path, _ := strings.Cut(route.Pattern, " ")
				for _, who := range []string{"nobody", "applicant", "caseworker", "decider", "officer", "administrator"} {
					if !mayPost(who, route.Pattern) || ruleFor[route.Pattern].ends || (ruleFor[route.Pattern].door == "citizen") != (who == "applicant") {
						continue
					}
					for what, value := range hostile {
						for _, address := range spoilt(f.owner(who, "").address, path, ruleFor[route.Pattern], method, value) {
							body, kind := strings.NewReader(""), ""
							if method == http.MethodPost {
								body, kind = strings.NewReader("nyckel="+key()), "application/x-www-form-urlencoded"
							}
							answer := f.who[who].Once(method, address, body, kind)
							if visited++; answer.Status == http.StatusOK && !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
								continue // a file, which holds any bytes
							}
							f.harmless(fmt.Sprintf("%s as %s with %s: %.120s", route.Pattern, who, what, address), answer)
							if to := answer.Header.Get("Location"); site.Readable(to) != to {
								t.Errorf("%s as %s with %s leads to %q", route.Pattern, who, what, to)
							}
						}
					}
				}
			}
			t.Logf("%d visits", visited)
		})
	}
}

// spoilt are the addresses of a route of which one part is a value, and of a page that with every name set to it.
func spoilt(address func(string, rule) string, path string, r rule, method, value string) (list []string) {
	for _, part := range wild.FindAllString(path, -1) {
		if part == "{$}" {
			continue
		}
		before, after, _ := strings.Cut(path, part)
		list = append(list, address(before, r)+url.PathEscape(value)+address(after, r))
	}
	if method == http.MethodGet {
		query := url.Values{}
		for _, name := range asked {
			query.Set(name, value)
		}
		list = append(list, address(path, r)+"?"+query.Encode())
	}
	return list
}
