package web

import (
	"log/slog"
	"net"
	"net/http"
	"strings"

	"bistand/web/site"
	"bistand/web/ui"
)

// listMunicipalities answers on every host that is no municipality's: a list of those served here.
func (s *Server) listMunicipalities() http.Handler {
	sheet := []byte(ui.AppCSS + ui.ThemeCSS(ui.DefaultTheme))
	css := site.AssetPath("stil", "css", sheet)
	style := newAsset("text/css; charset=utf-8", sheet)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == css {
			style.ServeHTTP(w, r)
			return
		}
		l := s.config.Languages.Match(cut(r.Header.Get("Accept-Language"), 500))
		var links []ui.Link
		for _, p := range s.places {
			links = append(links, ui.Link{Text: p.known.Municipality.Name, Href: s.addressOf(p.known, r.Host)})
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		// The list answers every address, so that a link with a wrong host still leads on; but only the front is a page.
		if r.URL.Path != "/" {
			w.WriteHeader(http.StatusNotFound)
		}
		if err := hostsPage(l, css, links).Render(r.Context(), w); err != nil {
			slog.ErrorContext(r.Context(), "the list of municipalities cannot be shown", "error", err)
		}
	})
}

// addressOf is where a municipality is reached from another host: on this machine by its short name and the same port,
// elsewhere by the first host that its settings name.
func (s *Server) addressOf(t *site.Tenant, from string) string {
	scheme := "http://"
	if s.config.Secure {
		scheme = "https://"
	}
	name := hostName(from)
	ip := net.ParseIP(strings.Trim(name, "[]"))
	here := name == "localhost" || strings.HasSuffix(name, ".localhost") || ip != nil && ip.IsLoopback()
	if !here && len(t.Municipality.Hosts) > 0 {
		return scheme + t.Municipality.Hosts[0] + "/"
	}
	host := t.Municipality.Slug + ".localhost"
	if _, port, err := net.SplitHostPort(from); err == nil {
		host = net.JoinHostPort(host, port)
	}
	return scheme + host + "/"
}
